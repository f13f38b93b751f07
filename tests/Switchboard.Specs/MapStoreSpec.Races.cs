using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <content>Many writers at once.</content>
public abstract partial class MapStoreSpec
{
    private const int Writers = 100;

    private static readonly int _rounds = Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1" ? 10_000 : 200;

    [Fact]
    public async Task Expected_ManyWritersWithTheSame_ExactlyOneWinsEachRound()
    {
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();
        var expected = new Position(0, "");
        for (var round = 1; round <= _rounds; round++)
        {
            var results = await AllAtOnceAsync(writer => SetAsync(bench, "a", $"{round}:{writer}", change => change with { Expected = expected }, sink));

            var winner = Assert.Single(results, result => result.Outcome == MapOutcome.Changed);
            Assert.Equal((ulong)round, winner.Position.Offset);
            Assert.All(results.Where(result => result.Outcome != MapOutcome.Changed), result =>
            {
                Assert.Equal((MapOutcome.Conflict, winner.Position), (result.Outcome, result.Position));
                Assert.Equal(winner.Position, PositionOf(result.Current!));
            });
            expected = winner.Position;
        }

        Assert.Equal(Enumerable.Range(1, _rounds).Select(offset => (ulong)offset), sink.Entered.Select(entered => entered.Publication.Offset));
        Assert.Equal(expected, PositionOf(Assert.Single((await ReadAsync(bench)).Entries)));
    }

    [Fact]
    public async Task IfNewAndRemoved_ManyWriters_OneTakesAndOneGivesBack()
    {
        const int Turns = 20;
        await using var bench = await CreateAsync();
        for (var turn = 0; turn < Turns; turn++)
        {
            var taken = await AllAtOnceAsync(writer => SetAsync(bench, "seat", $"{writer}", change => change with { KeyMode = MapKeyMode.IfNew }));
            var given = await AllAtOnceAsync(_ => RemoveAsync(bench, "seat"));

            Assert.Single(taken, result => result.Outcome == MapOutcome.Changed);
            Assert.Equal(Writers - 1, taken.Count(result => result.Outcome == MapOutcome.Exists));
            Assert.Single(given, result => result.Outcome == MapOutcome.Changed);
            Assert.Equal(Writers - 1, given.Count(result => result.Outcome == MapOutcome.Missing));
        }

        Assert.Equal(2u * Turns, (await ReadAsync(bench)).Top.Offset);
    }

    [Fact]
    public async Task Changes_ManyWriters_EnterInTheOrderOfTheirOffsetsBeforeTheyComplete()
    {
        const int Each = 20;
        await using var bench = await CreateAsync();
        var sink = new RecordingPublicationSink();

        await AllAtOnceAsync(async writer =>
        {
            MapChangeResult result = default;
            for (var i = 0; i < Each; i++)
            {
                var key = $"{writer % 7}";
                result = i % 5 == 4 ? await RemoveAsync(bench, key, sink: sink) : await SetAsync(bench, key, $"{i}", sink: sink);
                Assert.True((ulong)sink.Entered.Count >= result.Position.Offset);
            }

            return result;
        });

        var entered = sink.Entered.Select(item => item.Publication).ToList();
        Assert.Equal(Enumerable.Range(1, entered.Count).Select(offset => (ulong)offset), entered.Select(publication => publication.Offset));
        var last = entered.GroupBy(publication => publication.Key, StringComparer.Ordinal).Select(changes => changes.Last()).Where(change => !change.IsRemoval);
        Assert.Equal(last.Select(PositionOf).ToHashSet(), (await ReadAsync(bench)).Entries.Select(PositionOf).ToHashSet());
        Assert.Equal((ulong)entered.Count, (await ReadAsync(bench)).Top.Offset);
    }

    // Held back until all are there, so that stores which gather writes are given as many at once as there are writers.
    private static async Task<MapChangeResult[]> AllAtOnceAsync(Func<int, ValueTask<MapChangeResult>> change)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                await start.Task;
                return await change(writer);
            },
            Cancelled)).ToArray();
        start.SetResult();
        return await Task.WhenAll(writers);
    }
}
