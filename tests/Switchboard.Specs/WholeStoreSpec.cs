using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IWholeStore"/>. An adapter's tests inherit it and make a store.</summary>
public abstract partial class WholeStoreSpec
{
    private const string Channel = "kept:growing";

    private static readonly StreamRetention _kept = new(10, TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));
    private static readonly MutationLimits _limits = new(3, 2, 1000, TimeSpan.FromMinutes(1));
    private static readonly ClientInfo _ann = new("ann", "c1", default, default);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store, which keeps wholes beside the streams of their changes.</summary>
    protected abstract ValueTask<StreamStoreFixture> CreateAsync();

    [Fact]
    public async Task Append_Strings_AreOneWholeAndChangesOfTheirOwn()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        var first = await PublishAsync(bench, "a", "\"He\"", opens: true, sink: sink);
        var second = await AppendAsync(bench, "a", " \"ll\\u00f6\" ", sink: sink);
        await AppendAsync(bench, "a", "\"\"", sink: sink);
        var last = await EndAsync(bench, "a", sink: sink);

        Assert.All([first, second, last], result => Assert.Equal(AppendOutcome.Appended, result.Outcome));
        Assert.Equal([1ul, 2, 3, 4], sink.Entered.Select(static entry => entry.Publication.Offset));
        Assert.Equal("\"He\"| \"ll\\u00f6\" |\"\"|null", string.Join('|', sink.Entered.Select(entry => Text(entry.Publication))));
        var slice = await ReadAsync(bench);
        var whole = Assert.Single(slice.Publications);
        Assert.Equal(("\"Hell\\u00f6\"", true, 0ul, ""), (Text(whole), whole.IsJson, whole.Offset, whole.Epoch));
        Assert.Equal(("a", "ended"), (whole.Tags![MutationTags.Id], whole.Tags[MutationTags.State]));
        Assert.Equal(last.Position, slice.Top);
        Assert.Equal(4, (await bench.Store.ReadAsync(Channel, _kept, new StreamRead { Limit = -1 }, Cancelled)).Publications.Count);
    }

    [Theory]
    [InlineData("[]", "[1]", "[ 2, 3 ]", "[1,2, 3]")]
    [InlineData("[1]", "[]", " [2] ", "[1,2]")]
    [InlineData("\"\"", "\"a\"", "\"b\"", "\"ab\"")]
    [InlineData("\"\\ud83d\"", "\"\\ude00\"", "\"!\"", "\"\\ud83d\\ude00!\"")]
    public async Task Append_Data_IsJoined(string first, string second, string third, string joined)
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "a", first);
        await AppendAsync(bench, "a", second);
        await AppendAsync(bench, "a", third);

        Assert.Equal($"a={joined} open", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Append_Bytes_AreJoined()
    {
        await using var bench = await CreateAsync();
        await ChangeAsync(bench, MutationKind.Publish, "a", new Publication { Data = new byte[] { 0, 1 }, IsJson = false });
        await ChangeAsync(bench, MutationKind.Append, "a", new Publication { Data = new byte[] { 255 }, IsJson = false });
        var mixed = await AppendAsync(bench, "a", "\"x\"");

        var whole = Assert.Single((await ReadAsync(bench)).Publications);
        Assert.Equal(new byte[] { 0, 1, 255 }, whole.Data.ToArray());
        Assert.False(whole.IsJson);
        Assert.Equal(MutationRefusal.Unfit, mixed.Refusal);
    }

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("\"a\"", "[1]")]
    [InlineData("[1]", "\"a\"")]
    [InlineData("1", "2")]
    public async Task Append_WhatDoesNotJoin_IsRefusedAndChangesNothing(string first, string second)
    {
        await using var bench = await CreateAsync();
        var published = await PublishAsync(bench, "a", first);
        var refused = await AppendAsync(bench, "a", second);

        Assert.Equal((AppendOutcome.Refused, MutationRefusal.Unfit, published.Position), (refused.Outcome, refused.Refusal, refused.Position));
        Assert.Equal($"a={first} complete", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Replace_TakesThePlaceOfTheDataAndKeepsTheState()
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "a", "\"one\"", opens: true);
        await PublishAsync(bench, "b", "{}");
        await AppendAsync(bench, "a", "\" two\"");
        await ReplaceAsync(bench, "a", "[1]");
        await AppendAsync(bench, "a", "[2]");
        await ReplaceAsync(bench, "b", "\"b\"");

        Assert.Equal("a=[1,2] open b=\"b\" complete", Describe(await ReadAsync(bench)));
        await EndAsync(bench, "a", "[3]");
        await ReplaceAsync(bench, "a", "\"x\"");
        Assert.Equal("a=\"x\" ended b=\"b\" complete", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Delete_IsGoneForReadersAndItsIdIsNotGivenAgain()
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "a", "\"one\"", opens: true);
        var deleted = await DeleteAsync(bench, "a");
        var again = await DeleteAsync(bench, "a");
        var appended = await AppendAsync(bench, "a", "\"x\"");
        var replaced = await ReplaceAsync(bench, "a", "\"x\"");
        var published = await PublishAsync(bench, "a", "\"x\"");

        Assert.Equal(AppendOutcome.Appended, deleted.Outcome);
        Assert.All([again, appended, replaced], result => Assert.Equal(MutationRefusal.Deleted, result.Refusal));
        Assert.Equal(MutationRefusal.Exists, published.Refusal);
        Assert.Empty((await ReadAsync(bench)).Publications);
    }

    [Fact]
    public async Task Change_OfWhatIsNotThere_LeavesNothing()
    {
        await using var bench = await CreateAsync();
        var before = await ReadAsync(bench);
        var results = new[] { await AppendAsync(bench, "a", "\"x\""), await ReplaceAsync(bench, "a", "\"x\""), await DeleteAsync(bench, "a"), await EndAsync(bench, "a") };

        Assert.All(results, result => Assert.Equal((AppendOutcome.Refused, MutationRefusal.Missing, before.Top), (result.Outcome, result.Refusal, result.Position)));
        Assert.Equal(0, await bench.CountStreams());
        Assert.Equal(new Position(1, before.Top.Epoch), (await PublishAsync(bench, "a", "1")).Position);
    }

    [Fact]
    public async Task End_MakesAppendsAndEndsRefused()
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "a", "\"x\"", opens: true);
        await EndAsync(bench, "a");

        Assert.Equal(MutationRefusal.Ended, (await AppendAsync(bench, "a", "\"y\"")).Refusal);
        Assert.Equal(MutationRefusal.Ended, (await EndAsync(bench, "a")).Refusal);
        Assert.Equal(AppendOutcome.Appended, (await DeleteAsync(bench, "a")).Outcome);
    }

    [Fact]
    public async Task Owner_AloneMayChangeUnlessAnybodyMay()
    {
        await using var bench = await CreateAsync();
        await ChangeAsync(bench, MutationKind.Publish, "a", Json("\"x\"") with { Publisher = _ann });
        await ChangeAsync(bench, MutationKind.Publish, "nobody", Json("\"x\"") with { Publisher = new ClientInfo("", "c7", default, default) });
        await PublishAsync(bench, "service", "\"x\"");

        Assert.Equal(MutationRefusal.Foreign, await TryAsync("a", new ClientInfo("bob", "c1", default, default)));
        Assert.Null(await TryAsync("a", new ClientInfo("ann", "c2", default, default)));
        Assert.Null(await TryAsync("a", owner: null));
        Assert.Equal(MutationRefusal.Foreign, await TryAsync("nobody", new ClientInfo("", "c8", default, default)));
        Assert.Null(await TryAsync("nobody", new ClientInfo("", "c7", default, default)));
        Assert.Equal(MutationRefusal.Foreign, await TryAsync("service", _ann));
        await DeleteAsync(bench, "a");
        Assert.Equal(MutationRefusal.Foreign, await TryAsync("a", new ClientInfo("bob", "c1", default, default)));

        async Task<MutationRefusal?> TryAsync(string id, ClientInfo? owner)
            => (await ChangeAsync(bench, MutationKind.Replace, id, Json("\"y\""), mutation => mutation with { Owner = owner })).Refusal;
    }

    [Fact]
    public async Task Idempotency_RepeatedAppend_ChangesNothing()
    {
        await using var bench = await CreateAsync();
        var first = await PublishAsync(bench, "a", "\"x\"", opens: true, key: "k1");
        var again = await PublishAsync(bench, "other", "\"x\"", opens: true, key: "k1");
        var appended = await AppendAsync(bench, "a", "\"y\"", key: "k2");
        await EndAsync(bench, "a");
        var repeated = await AppendAsync(bench, "a", "\"y\"", key: "k2");

        Assert.Equal(new AppendResult(first.Position, AppendOutcome.Duplicate), again);
        Assert.Equal(new AppendResult(appended.Position, AppendOutcome.Duplicate), repeated);
        Assert.Equal("a=\"xy\" ended", Describe(await ReadAsync(bench)));
        Assert.Equal("a", await bench.Wholes.FindIdAsync(Channel, first.Position, Cancelled));
        Assert.Null(await bench.Wholes.FindIdAsync(Channel, appended.Position, Cancelled));
        Assert.Null(await bench.Wholes.FindIdAsync(Channel, first.Position with { Epoch = "other" }, Cancelled));
    }

    [Fact]
    public async Task Limits_AreHeld()
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "a", $"\"{new string('x', 900)}\"", opens: true);
        await PublishAsync(bench, "b", "\"\"");
        await PublishAsync(bench, "c", "\"\"", opens: true);

        Assert.Equal(MutationRefusal.TooLarge, (await AppendAsync(bench, "a", $"\"{new string('x', 101)}\"")).Refusal);
        Assert.Equal(AppendOutcome.Appended, (await AppendAsync(bench, "a", $"\"{new string('x', 100)}\"")).Outcome);
        Assert.Equal(MutationRefusal.TooLarge, (await ReplaceAsync(bench, "b", $"\"{new string('x', 1001)}\"")).Refusal);
        Assert.Equal(MutationRefusal.TooLarge, (await PublishAsync(bench, "d", $"\"{new string('x', 1001)}\"")).Refusal);
        Assert.Equal(MutationRefusal.TooManyOpen, (await PublishAsync(bench, "d", "1", opens: true)).Refusal);
        Assert.Equal(MutationRefusal.TooManyOpen, (await AppendAsync(bench, "b", "\"x\"")).Refusal);
        await EndAsync(bench, "a");
        Assert.Equal(AppendOutcome.Appended, (await AppendAsync(bench, "b", "\"x\"")).Outcome);
    }

    private static ValueTask<AppendResult> PublishAsync(
        StreamStoreFixture bench, string id, string json, bool opens = false, string? key = null, IPublicationSink? sink = null)
        => ChangeAsync(bench, MutationKind.Publish, id, Json(json), mutation => mutation with { Opens = opens }, key, sink);

    private static ValueTask<AppendResult> AppendAsync(StreamStoreFixture bench, string id, string json, string? key = null, IPublicationSink? sink = null)
        => ChangeAsync(bench, MutationKind.Append, id, Json(json), key: key, sink: sink);

    private static ValueTask<AppendResult> ReplaceAsync(StreamStoreFixture bench, string id, string json) => ChangeAsync(bench, MutationKind.Replace, id, Json(json));

    private static ValueTask<AppendResult> DeleteAsync(StreamStoreFixture bench, string id)
        => ChangeAsync(bench, MutationKind.Delete, id, Json("null"), static mutation => mutation with { HasData = false });

    private static ValueTask<AppendResult> EndAsync(StreamStoreFixture bench, string id, string? json = null, bool timeout = false, IPublicationSink? sink = null)
        => ChangeAsync(
            bench, MutationKind.End, id, Json(json ?? "null"), mutation => mutation with { HasData = json is not null, IsTimeout = timeout, IsBroken = timeout }, sink: sink);

    private static ValueTask<AppendResult> ChangeAsync(
        StreamStoreFixture bench, MutationKind kind, string id, Publication publication, Func<Mutation, Mutation>? change = null, string? key = null,
        IPublicationSink? sink = null, StreamRetention? retention = null)
    {
        var mutation = new Mutation { Id = id, Kind = kind, Limits = _limits };
        var append = new StreamAppend
        {
            Channel = Channel,
            Publication = publication with { Time = bench.Now() },
            Retention = retention ?? _kept,
            IdempotencyKey = key,
            IdempotencyWindow = TimeSpan.FromMinutes(5),
            Mutation = change?.Invoke(mutation) ?? mutation,
        };
        return bench.Store.AppendAsync(append, sink ?? new RecordingPublicationSink(), Cancelled);
    }

    private static Publication Json(string json) => new() { Data = Encoding.UTF8.GetBytes(json) };

    private static async Task<StreamSlice> ReadAsync(StreamStoreFixture bench, WholeRead? read = null)
        => await bench.Wholes.ReadWholesAsync(Channel, _kept, read ?? new WholeRead(), Cancelled);

    private static string Text(Publication publication) => Encoding.UTF8.GetString(publication.Data.Span);

    private static string Describe(StreamSlice slice)
        => string.Join(' ', slice.Publications.Select(whole => $"{whole.Tags![MutationTags.Id]}={Text(whole)} {whole.Tags[MutationTags.State]}"));
}
