using Dapper;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Streams;

/// <summary>What a durable store promises beyond what every store does. The databases' tests inherit it.</summary>
public abstract class DurableStoreTests : StreamStoreSpec
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(5);

    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync(Action<StoreOptions>? configure = null);

    [Fact]
    public async Task Writer_FailsWhereItShouldNot_AnswersAndGoesOn()
    {
        await using var harness = await OpenAsync(options => options.RetryInterval = TimeSpan.FromMilliseconds(10));

        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => harness.Store.Commits.SubmitAsync(new MaintenanceWrite(new ThrowingHandler()), StoreHarness.Cancelled));

        Assert.Equal(108u, refusal.Error.Code);
        await harness.UntilAsync(isAvailable: true);
        Assert.Equal(AppendOutcome.Appended, (await harness.AppendAsync("a")).Outcome);
    }

    [Fact]
    public async Task Delivery_FailsForOneOfAGroup_AllAreAnsweredAndTheOthersDelivered()
    {
        await using var harness = await OpenAsync();
        var sink = new PickySink("kept:3");
        var handler = new CountingHandler { Wait = new ManualResetEventSlim() };
        var first = harness.Store.Commits.SubmitAsync(new CountedWrite(handler, "SELECT 1"), StoreHarness.Cancelled);
        await handler.Waiting.Task;

        // They share a group with the next of another kind, behind the one that is held up.
        var appends = Enumerable.Range(0, 6).Select(i => harness.Store.Streams.AppendAsync(
            new StreamAppend { Channel = $"kept:{i}", Publication = new Publication { Data = new byte[1], Time = harness.Time.GetUtcNow() }, Retention = StoreHarness.Retention },
            i == 5 ? harness.Sink : sink,
            StoreHarness.Cancelled).AsTask()).ToArray();
        var last = harness.Store.Commits.SubmitAsync(new CountedWrite(handler, "SELECT 1"), StoreHarness.Cancelled);
        handler.Wait.Set();

        await first.WaitAsync(Patience.Limit, StoreHarness.Cancelled);
        await last.WaitAsync(Patience.Limit, StoreHarness.Cancelled);
        var results = await Task.WhenAll(appends).WaitAsync(Patience.Limit, StoreHarness.Cancelled);
        Assert.All(results, static result => Assert.Equal(AppendOutcome.Appended, result.Outcome));
        Assert.Equal(["kept:0", "kept:1", "kept:2", "kept:4"], sink.Delivered, StringComparer.Ordinal);
        Assert.Equal("kept:5", Assert.Single(harness.Sink.Entered).Channel);
    }

    [Fact]
    public async Task Restart_Stream_GoesOnWhereItWas()
    {
        await using var harness = await OpenAsync();
        var before = await harness.AppendAsync("a");
        await harness.ReopenAsync();

        Assert.Equal(before.Position, (await harness.ReadAsync()).Top);
        var after = await harness.AppendAsync("b");

        Assert.Equal(before.Position with { Offset = 2 }, after.Position);
        Assert.Equal(["a", "b"], await harness.TextsAsync(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Restart_StreamThatWasOnlyRead_KeepsItsEpoch()
    {
        await using var harness = await OpenAsync();
        var before = (await harness.ReadAsync()).Top;
        await harness.ReopenAsync();

        Assert.Equal(before, (await harness.ReadAsync()).Top);
    }

    [Fact]
    public async Task Restart_KeyWithinItsWindow_ReturnsTheFirstResult()
    {
        await using var harness = await OpenAsync();
        var first = await harness.AppendAsync("a", WithKey);
        await harness.AppendAsync("b");
        await harness.ReopenAsync();

        var again = await harness.AppendAsync("a", WithKey);

        Assert.Equal(new AppendResult(first.Position, AppendOutcome.Duplicate), again);
        Assert.Equal(["a", "b"], await harness.TextsAsync(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Restart_OlderVersion_IsDropped()
    {
        await using var harness = await OpenAsync();
        await harness.AppendAsync("a", append => append with { Version = ulong.MaxValue - 1, VersionEpoch = "e" });
        await harness.ReopenAsync();

        var older = await harness.AppendAsync("b", append => append with { Version = 5, VersionEpoch = "e" });
        var newer = await harness.AppendAsync("c", append => append with { Version = ulong.MaxValue, VersionEpoch = "e" });

        Assert.Equal(AppendOutcome.Stale, older.Outcome);
        Assert.Equal(2u, newer.Position.Offset);
    }

    [Fact]
    public async Task Append_ManyAtOnceWithTheSameKeys_EachKeyEntersOnce()
    {
        await using var harness = await OpenAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => harness.AppendAsync(
            "x", append => append with { IdempotencyKey = $"k{i % 20}", IdempotencyWindow = _window, Channel = $"kept:{i % 2}" })));

        Assert.Equal(20, results.Count(result => result.Outcome == AppendOutcome.Appended));
        Assert.Equal(20, harness.Sink.Entered.Count);
        var byKey = results.Index().GroupBy(entry => entry.Index % 20, entry => entry.Item.Position);
        Assert.All(byKey, group => Assert.Single(group.Distinct()));
    }

    [Fact]
    public async Task HoldNamespaces_OneThatWasAwayFromTheStore_BeginsItsStreamsAnew()
    {
        await using var harness = await OpenAsync();
        await harness.ReopenAsync("kept", "default");
        var before = await harness.AppendAsync("a", WithKey);
        var plain = await harness.AppendAsync("p", append => append with { Channel = "plain" });
        var personal = await harness.AppendAsync("p", append => append with { Channel = "#a:b" });

        await harness.ReopenAsync("other", "default");
        await harness.ReopenAsync("kept", "default");

        var after = await harness.AppendAsync("a", WithKey);
        Assert.Equal(AppendOutcome.Appended, after.Outcome);
        Assert.Equal(1u, after.Position.Offset);
        Assert.NotEqual(before.Position.Epoch, after.Position.Epoch, StringComparer.Ordinal);
        Assert.Equal(["a"], await harness.TextsAsync(), StringComparer.Ordinal);
        Assert.Equal(plain.Position, (await harness.ReadAsync("plain")).Top);
        Assert.Equal(personal.Position, (await harness.ReadAsync("#a:b")).Top);

        await harness.ReopenAsync("kept");
        await harness.Store.Streams.HoldNamespacesAsync(["kept", "default"], StoreHarness.Cancelled);
        Assert.Equal(0u, (await harness.ReadAsync("plain")).Top.Offset);
        Assert.Equal(0u, (await harness.ReadAsync("#a:b")).Top.Offset);
        Assert.Equal(after.Position, (await harness.ReadAsync()).Top);
    }

    [Fact]
    public async Task HoldNamespaces_OneThatWasAwayFromTheStore_IsInAnotherEpochWhereItIsEmpty()
    {
        await using var harness = await OpenAsync();
        var before = await harness.ReadAsync();
        await harness.ReopenAsync("other");
        await harness.ReopenAsync("kept");

        var after = await harness.ReadAsync();

        Assert.Equal(0u, after.Top.Offset);
        Assert.NotEqual(before.Top.Epoch, after.Top.Epoch, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Clock_SetBack_NothingThatIsKeptIsLostAndThereAreNoHoles()
    {
        await using var harness = await OpenAsync();
        await harness.AppendAsync("a", WithKey);
        harness.Time.Shift(TimeSpan.FromDays(-1));
        await harness.AppendAsync("b");
        await harness.ReopenAsync();
        var again = await harness.AppendAsync("a", WithKey);

        Assert.Equal(AppendOutcome.Duplicate, again.Outcome);
        Assert.Equal(["a", "b"], await harness.TextsAsync(), StringComparer.Ordinal);

        harness.Time.Shift(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(5));
        Assert.Equal(["a", "b"], await harness.TextsAsync(), StringComparer.Ordinal);
        harness.Time.Shift(TimeSpan.FromMinutes(5));
        var slice = await harness.ReadAsync();
        Assert.Empty(slice.Publications);
        Assert.Equal(2u, slice.Top.Offset);
    }

    [Fact]
    public async Task Sweep_WhatRetentionHasGivenUp_IsGoneFromTheDisk()
    {
        await using var harness = await OpenAsync();
        for (var i = 0; i < 1500; i += 100)
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => harness.AppendAsync("x", append => append with { Retention = StoreHarness.Retention with { Size = 10 } })));
        }

        await harness.AppendAsync("y", append => WithKey(append) with { Channel = "kept:old" });
        harness.Time.Shift(TimeSpan.FromSeconds(1));
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        Assert.InRange(await CountAsync(harness, "publication"), 11, 11 + 500);

        harness.Time.Shift(TimeSpan.FromMinutes(10));
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        Assert.Equal(0, await CountAsync(harness, "publication"));
        Assert.Equal(0, await CountAsync(harness, "idempotency_key"));
        Assert.Equal(2, await CountAsync(harness, "stream"));
        Assert.Equal(1501u, (await harness.AppendAsync("z")).Position.Offset);
        Assert.Equal(["z"], await harness.TextsAsync(), StringComparer.Ordinal);

        harness.Time.Shift(TimeSpan.FromDays(1));
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        await harness.Store.SweepAsync(StoreHarness.Cancelled);
        Assert.Equal(0, await CountAsync(harness, "stream"));
        Assert.Equal(0, await CountAsync(harness, "publication"));
    }

    [Fact]
    public async Task Sweep_WhilePublishing_LosesAndRepeatsNothing()
    {
        await using var harness = await OpenAsync();
        var retention = StoreHarness.Retention with { Size = 50 };
        using var done = new CancellationTokenSource();
        var sweeping = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    await harness.Store.SweepAsync(StoreHarness.Cancelled);
                    await Task.Yield();
                }
            },
            StoreHarness.Cancelled);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < 300; i++)
                {
                    await harness.AppendAsync("x", append => append with { Channel = $"kept:{writer % 2}", Retention = retention });
                }
            },
            StoreHarness.Cancelled)));
        await done.CancelAsync();
        await sweeping;

        foreach (var channel in new[] { "kept:0", "kept:1" })
        {
            var slice = await harness.ReadAsync(channel);
            Assert.Equal(Enumerable.Range(1151, 50).Select(offset => (ulong)offset), slice.Publications.Select(publication => publication.Offset));
        }
    }

    [Fact]
    public async Task Append_MoreThanMayWait_IsRefusedAndTheRestTaken()
    {
        await using var harness = await OpenAsync(options => (options.QueuedWrites, options.GroupWrites) = (20, 1));

        var results = await Task.WhenAll(Enumerable.Range(0, 500).Select(async _ =>
        {
            try
            {
                await harness.AppendAsync("x");
                return null;
            }
            catch (SwitchboardException exception)
            {
                return exception.Error;
            }
        }));

        var refused = results.Where(error => error is not null).ToArray();
        Assert.NotEmpty(refused);
        Assert.All(refused, error => Assert.Equal(ErrorCodes.TooManyRequests, error));
        Assert.Equal((ulong)(500 - refused.Length), (await harness.ReadAsync()).Top.Offset);
        Assert.Equal(AppendOutcome.Appended, (await harness.AppendAsync("y")).Outcome);
    }

    [Fact]
    public async Task Migration_OfANewerProgram_IsRefused()
    {
        await using var harness = await OpenAsync();
        await harness.Store.Streams.AppendAsync(
            new StreamAppend { Channel = "kept:a", Publication = new Publication { Data = "1"u8.ToArray() }, Retention = StoreHarness.Retention }, harness.Sink, StoreHarness.Cancelled);
        await ExecuteAsync(harness, "INSERT INTO migration (number, name, applied_at) VALUES (9999, 'future', 0)");
        await harness.CloseAsync();

        var refusal = await Assert.ThrowsAsync<StoreFormatException>(() => harness.OpenAsync());

        Assert.Contains("9999", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ThatTheDatabaseRefuses_FailsAloneAndItsGroupIsTriedOnceMore()
    {
        await using var harness = await OpenAsync();
        var group = new CountingHandler();
        var gate = harness.Store.Commits.SubmitAsync(new CountedWrite(group, "SELECT 1"), StoreHarness.Cancelled);
        await gate;
        group.Executed = 0;

        // Everything waits for the first, so that the rest is one group.
        using var held = new ManualResetEventSlim();
        group.Wait = held;
        var first = harness.Store.Commits.SubmitAsync(new CountedWrite(group, "SELECT 1"), StoreHarness.Cancelled);
        await group.Waiting.Task.WaitAsync(StoreHarness.Cancelled);
        group.Wait = null;
        var others = Enumerable.Range(0, 255).Select(_ => harness.Store.Commits.SubmitAsync(new CountedWrite(group, "SELECT 1"), StoreHarness.Cancelled)).ToList();
        var appended = harness.AppendAsync("x");
        var bad = harness.Store.Commits.SubmitAsync(new CountedWrite(group, "INSERT INTO probe (id, written_at) VALUES (1, 0)"), StoreHarness.Cancelled);
        held.Set();

        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => bad);
        Assert.Equal(107u, refusal.Error.Code);
        await Task.WhenAll([first, .. others]);
        Assert.Equal(1u, (await appended).Position.Offset);
        Assert.Equal(["x"], await harness.TextsAsync(), StringComparer.Ordinal);
        Assert.True(harness.Store.Health.IsAvailable);

        // The first, the group, and two halves for each of its eight or nine levels, some of which hold the append alone.
        Assert.InRange(group.Executed, 3, 2 + (2 * 9));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xD800)]
    public async Task Channel_ThatNoTextCanHold_IsRefusedBeforeItCostsOthers(int character)
    {
        var channel = "kept:a" + (char)character;
        await using var harness = await OpenAsync();
        Func<Task>[] attempts =
        [
            () => harness.AppendAsync("x", append => append with { Channel = channel }),
            () => harness.ReadAsync(channel),
            () => harness.Store.Streams.RemoveHistoryAsync(channel, StoreHarness.Cancelled).AsTask(),
        ];

        foreach (var attempt in attempts)
        {
            var refusal = await Assert.ThrowsAsync<SwitchboardException>(attempt);
            Assert.Equal(107u, refusal.Error.Code);
            Assert.Contains("'channel'", refusal.Error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Changes the database behind the store's back.</summary>
    internal abstract Task ExecuteAsync(StoreHarness harness, string sql);

    protected static StreamAppend WithKey(StreamAppend append) => append with { IdempotencyKey = "key\0ü", IdempotencyWindow = _window };

    protected override async ValueTask<StreamStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new StreamStoreFixture(harness.Store.Streams, harness.Time, harness.Time.Shift)
        {
            CountStreams = async () => await CountAsync(harness, "stream"),
            Sweep = async () => await harness.Store.SweepAsync(StoreHarness.Cancelled),
            Release = harness.DisposeAsync,
        };
    }

    private static async Task<long> CountAsync(StoreHarness harness, string table)
        => await harness.Store.ReadAsync(connection => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}"), StoreHarness.Cancelled);

    private sealed class PickySink(string refused) : IPublicationSink
    {
        public List<string> Delivered { get; } = [];

        public void Deliver(string channel, Publication publication)
        {
            if (channel == refused)
            {
                throw new InvalidOperationException("refused");
            }

            Delivered.Add(channel);
        }
    }

    private sealed class ThrowingHandler : WriteHandler
    {
        public override ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken)
            => throw new InvalidOperationException("broken");

        public override void Reset() => throw new InvalidOperationException("broken");
    }
}
