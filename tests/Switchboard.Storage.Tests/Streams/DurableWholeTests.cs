using System.Text;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Specs;
using Switchboard.Storage.Tests.Support;
using Xunit;

namespace Switchboard.Storage.Tests.Streams;

/// <summary>What a durable store promises about wholes beyond what every store does. The databases' tests inherit it.</summary>
public abstract class DurableWholeTests : WholeStoreSpec
{
    private const string Channel = "kept:growing";

    private static readonly MutationLimits _limits = new(10, 10, 1_000_000, TimeSpan.FromMinutes(1));

    /// <summary>Makes an empty store, and opens it.</summary>
    internal abstract Task<StoreHarness> OpenAsync(Action<StoreOptions>? configure = null);

    [Fact]
    public async Task Restart_Wholes_GoOnWhereTheyWere()
    {
        await using var harness = await OpenAsync();
        await ChangeAsync(harness, MutationKind.Publish, "\"a\"");
        await ChangeAsync(harness, MutationKind.Append, "\"b\"");
        await harness.ReopenAsync();
        await ChangeAsync(harness, MutationKind.Append, "\"c\"");

        Assert.Equal("\"abc\"", await ReadAsync(harness));
        harness.Time.Shift(TimeSpan.FromMinutes(1));
        await harness.ReopenAsync();
        Assert.Equal(new OverduePublication(Channel, "a"), Assert.Single(await harness.Store.Streams.ListOverdueAsync(10, StoreHarness.Cancelled)));
    }

    [Fact]
    public async Task HoldNamespaces_OneThatWasAwayFromTheStore_HasNoWholes()
    {
        await using var harness = await OpenAsync();
        await ChangeAsync(harness, MutationKind.Publish, "\"a\"");
        await ChangeAsync(harness, MutationKind.Append, "\"b\"");
        harness.Time.Shift(TimeSpan.FromMinutes(1));
        await harness.ReopenAsync("other");
        await harness.ReopenAsync("kept");

        Assert.Empty(await harness.Store.Streams.ListOverdueAsync(10, StoreHarness.Cancelled));
        Assert.Equal(MutationRefusal.Missing, (await ChangeAsync(harness, MutationKind.Append, "\"c\"")).Refusal);
        Assert.Equal(1u, (await ChangeAsync(harness, MutationKind.Publish, "\"new\"")).Position.Offset);
        Assert.Equal("\"new\"", await ReadAsync(harness));
    }

    [Fact]
    public async Task Appends_ManyCommits_LeaveFewParts()
    {
        const int Count = 300;
        await using var harness = await OpenAsync();
        await ChangeAsync(harness, MutationKind.Publish, "[]");
        var expected = new StringBuilder();
        for (var i = 0; i < Count; i++)
        {
            expected.Append(i == 0 ? "" : ",").Append(i);
            await ChangeAsync(harness, MutationKind.Append, $"[{i}]");
        }

        Assert.Equal($"[{expected}]", await ReadAsync(harness));
        Assert.InRange(await CountAsync(harness, "whole_part"), 4, 70);
        Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
    }

    [Fact]
    public async Task Sweep_PastItsAge_LeavesNothing()
    {
        await using var harness = await OpenAsync();
        await ChangeAsync(harness, MutationKind.Publish, "\"a\"");
        await ChangeAsync(harness, MutationKind.Append, "\"b\"");
        await ChangeAsync(harness, MutationKind.End, "\"c\"");
        await ChangeAsync(harness, MutationKind.Publish, "\"b\"", "b");
        await ChangeAsync(harness, MutationKind.Delete, "null", "b");
        harness.Time.Shift(StoreHarness.Retention.Age);
        await harness.Store.SweepAsync(StoreHarness.Cancelled);

        Assert.Equal((0, 0), (await CountAsync(harness, "whole"), await CountAsync(harness, "whole_part")));
    }

    /// <summary>Carries out a change.</summary>
    private protected static async Task<AppendResult> ChangeAsync(StoreHarness harness, MutationKind kind, string json, string id = "a")
    {
        var append = new StreamAppend
        {
            Channel = Channel,
            Publication = new Publication { Data = Encoding.UTF8.GetBytes(json), Time = harness.Time.GetUtcNow() },
            Retention = StoreHarness.Retention,
            Mutation = new Mutation { Id = id, Kind = kind, HasData = json != "null", Limits = _limits },
        };
        return await harness.Store.Streams.AppendAsync(append, harness.Sink, StoreHarness.Cancelled);
    }

    private static async Task<string> ReadAsync(StoreHarness harness)
    {
        var slice = await harness.Store.Streams.ReadWholesAsync(Channel, StoreHarness.Retention, new WholeRead { Id = "a" }, StoreHarness.Cancelled);
        return Encoding.UTF8.GetString(Assert.Single(slice.Publications).Data.Span);
    }

    protected override async ValueTask<StreamStoreFixture> CreateAsync()
    {
        var harness = await OpenAsync();
        return new StreamStoreFixture(harness.Store.Streams, harness.Time, harness.Time.Shift)
        {
            CountStreams = async () => await CountAsync(harness, "stream"),
            Sweep = async () => await harness.Store.SweepAsync(StoreHarness.Cancelled),
            Release = async () =>
            {
                Assert.Empty(await harness.Store.CheckAsync(StoreHarness.Cancelled));
                await harness.DisposeAsync();
            },
        };
    }

    private static async Task<long> CountAsync(StoreHarness harness, string table)
        => await harness.Store.ReadAsync(connection => connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM {table}"), StoreHarness.Cancelled);
}
