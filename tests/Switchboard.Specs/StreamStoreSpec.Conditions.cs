using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <content>Appends that enter only under a condition: a key not seen yet, a newer version.</content>
public abstract partial class StreamStoreSpec
{
    [Fact]
    public async Task Append_KnownKey_ReturnsTheFirstResultAndEntersNothing()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        var first = await AppendAsync(bench, "a", WithKey, sink);
        await AppendAsync(bench, "b", sink: sink);

        var again = await AppendAsync(bench, "a", WithKey, sink);

        Assert.Equal(AppendOutcome.Duplicate, again.Outcome);
        Assert.Equal(first.Position, again.Position);
        Assert.Equal(["a", "b"], sink.Entered.Select(entry => Text(entry.Publication)), StringComparer.Ordinal);
        Assert.Equal(2, (await ReadAsync(bench, All)).Publications.Count);
    }

    [Fact]
    public async Task Append_KeyPastItsWindow_IsNew()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "a", WithKey);
        bench.Advance(TimeSpan.FromSeconds(9));
        var within = await AppendAsync(bench, "a", WithKey);
        bench.Advance(TimeSpan.FromSeconds(1));

        var past = await AppendAsync(bench, "a", WithKey);

        Assert.Equal(AppendOutcome.Duplicate, within.Outcome);
        Assert.Equal(AppendOutcome.Appended, past.Outcome);
        Assert.Equal(2u, past.Position.Offset);
    }

    [Fact]
    public async Task Append_SameKeyInAnotherChannel_IsNew()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "a", WithKey);

        var other = await AppendAsync(bench, "a", append => WithKey(append) with { Channel = "kept:other" });

        Assert.Equal(AppendOutcome.Appended, other.Outcome);
    }

    [Theory]
    [InlineData(5, "", 4, "", AppendOutcome.Stale)]
    [InlineData(5, "", 5, "", AppendOutcome.Stale)]
    [InlineData(5, "", 6, "", AppendOutcome.Appended)]
    [InlineData(5, "", 0, "", AppendOutcome.Appended)]
    [InlineData(5, "e1", 1, "e2", AppendOutcome.Appended)]
    [InlineData(5, "e1", 5, "e1", AppendOutcome.Stale)]
    [InlineData(0, "", 1, "", AppendOutcome.Appended)]
    public async Task Append_Version_EntersOnlyWhenNewer(int first, string firstEpoch, int second, string secondEpoch, AppendOutcome expected)
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        var top = await AppendAsync(bench, "a", append => append with { Version = (ulong)first, VersionEpoch = firstEpoch }, sink);

        var result = await AppendAsync(bench, "b", append => append with { Version = (ulong)second, VersionEpoch = secondEpoch }, sink);

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected == AppendOutcome.Appended ? 2 : 1, sink.Entered.Count);
        Assert.Equal(top.Position with { Offset = (ulong)sink.Entered.Count }, result.Position);
    }

    [Fact]
    public async Task Append_WithoutAVersion_LeavesTheStreamsVersion()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "a", append => append with { Version = 5 });
        await AppendAsync(bench, "b");

        var result = await AppendAsync(bench, "c", append => append with { Version = 5 });

        Assert.Equal(AppendOutcome.Stale, result.Outcome);
    }

    private static StreamAppend WithKey(StreamAppend append)
        => append with { IdempotencyKey = "key", IdempotencyWindow = TimeSpan.FromSeconds(10) };
}
