using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.InMemory;

public sealed class InMemoryWholeStoreTests : WholeStoreSpec
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Bytes_WhatGoes_IsGivenBack()
    {
        var store = new InMemoryStreamStore(_time, static () => new InMemoryStreamLimits(0, 100_000));
        await ChangeAsync(store, MutationKind.Publish, 1000);
        Assert.InRange(store.Bytes, 2000, 4000);
        await ChangeAsync(store, MutationKind.Append, 10_000);
        await ChangeAsync(store, MutationKind.Replace, 100);
        await ChangeAsync(store, MutationKind.Append, 10);
        await ChangeAsync(store, MutationKind.Delete, 2);
        await store.RemoveHistoryAsync("a", TestContext.Current.CancellationToken);

        Assert.Equal(0, store.Bytes);
    }

    [Fact]
    public async Task Appends_MemoryIsFull_AreRefusedWithoutATrace()
    {
        var store = new InMemoryStreamStore(_time, static () => new InMemoryStreamLimits(0, 50_000));
        await ChangeAsync(store, MutationKind.Publish, 10);
        AppendOutcome outcome;
        var appended = 0;
        while ((outcome = await ChangeAsync(store, MutationKind.Append, 5000)) == AppendOutcome.Appended)
        {
            appended++;
        }

        Assert.Equal(AppendOutcome.Full, outcome);
        Assert.InRange(appended, 2, 9);
        Assert.InRange(store.Bytes, 10_000, 50_000);
        var whole = Assert.Single((await store.ReadWholesAsync("a", Retention, new WholeRead(), TestContext.Current.CancellationToken)).Publications);
        Assert.Equal(10 + (appended * 4998), whole.Data.Length);
    }

    protected override ValueTask<StreamStoreFixture> CreateAsync()
    {
        var store = new InMemoryStreamStore(_time, static () => new InMemoryStreamLimits(0));
        return ValueTask.FromResult(new StreamStoreFixture(store, _time, _time.Advance)
        {
            CountStreams = () => ValueTask.FromResult<long>(store.Count),
            Sweep = () =>
            {
                store.Expire();
                return ValueTask.CompletedTask;
            },
        });
    }

    private static StreamRetention Retention { get; } = new(1, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    private static async Task<AppendOutcome> ChangeAsync(InMemoryStreamStore store, MutationKind kind, int size)
    {
        var data = new byte[size];
        Array.Fill(data, (byte)'x');
        (data[0], data[^1]) = ((byte)'"', (byte)'"');
        var append = new StreamAppend
        {
            Channel = "a",
            Publication = new Publication { Data = data },
            Retention = Retention,
            Mutation = new Mutation
            {
                Id = "id",
                Kind = kind,
                HasData = kind != MutationKind.Delete,
                Limits = new MutationLimits(10, 10, 1_000_000, TimeSpan.FromMinutes(1)),
            },
        };
        return (await store.AppendAsync(append, new RecordingPublicationSink(), TestContext.Current.CancellationToken)).Outcome;
    }
}
