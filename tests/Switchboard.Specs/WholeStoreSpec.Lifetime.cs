using System.Text;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <content>What is kept, for how long, and how much there may be.</content>
public abstract partial class WholeStoreSpec
{
    [Fact]
    public async Task Newer_OldestThatAreNotOpenGiveWay()
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "open", "\"\"", opens: true);
        for (var i = 0; i < 5; i++)
        {
            await PublishAsync(bench, $"{i}", $"{i}");
        }

        Assert.Equal("open=\"\" open 2=2 complete 3=3 complete 4=4 complete", Describe(await ReadAsync(bench)));
        Assert.Equal(MutationRefusal.Missing, (await ReplaceAsync(bench, "1", "1")).Refusal);
        Assert.Equal("3=3 complete 4=4 complete", Describe(await ReadAsync(bench, new WholeRead { Limit = 2 })));
        Assert.Equal("3=3 complete", Describe(await ReadAsync(bench, new WholeRead { Id = "3" })));
        Assert.Empty((await ReadAsync(bench, new WholeRead { Id = "1" })).Publications);
        Assert.Equal("4=4 complete", Describe(await ReadAsync(bench, new WholeRead { MaxBytes = 1 })));
    }

    [Fact]
    public async Task Age_CountsFromTheLastChange()
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "a", "\"a\"");
        await PublishAsync(bench, "b", "\"b\"");
        bench.Advance(TimeSpan.FromMinutes(3));
        await ReplaceAsync(bench, "a", "\"c\"");
        bench.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal("a=\"c\" complete", Describe(await ReadAsync(bench)));
        Assert.Equal(MutationRefusal.Missing, (await ReplaceAsync(bench, "b", "\"x\"")).Refusal);
        Assert.Equal(AppendOutcome.Appended, (await PublishAsync(bench, "b", "\"again\"")).Outcome);
        await bench.Sweep();
        Assert.Equal("a=\"c\" complete b=\"again\" complete", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task PositionAge_EndsWholesWithTheEpoch()
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "a", "\"a\"", opens: true);
        bench.Advance(TimeSpan.FromHours(1));
        await bench.Sweep();

        Assert.Empty((await ReadAsync(bench)).Publications);
        Assert.Equal(MutationRefusal.Missing, (await AppendAsync(bench, "a", "\"x\"")).Refusal);
        Assert.Equal(1u, (await PublishAsync(bench, "a", "\"a\"")).Position.Offset);
    }

    [Fact]
    public async Task RemoveHistory_RemovesWholesToo()
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "a", "\"a\"", opens: true);
        await PublishAsync(bench, "b", "\"b\"");
        await bench.Store.RemoveHistoryAsync(Channel, Cancelled);
        var empty = await ReadAsync(bench);
        var appended = await AppendAsync(bench, "a", "\"x\"");
        var published = await PublishAsync(bench, "a", "\"new\"", opens: true);

        Assert.Equal((0, 2ul), (empty.Publications.Count, empty.Top.Offset));
        Assert.Equal((MutationRefusal.Missing, 3ul), (appended.Refusal, published.Position.Offset));
        Assert.Equal("a=\"new\" open", Describe(await ReadAsync(bench)));
        Assert.Empty(await bench.Wholes.ListOverdueAsync(10, Cancelled));
    }

    [Fact]
    public async Task Forgotten_WholesAreGoneAndTheirChangesAreNot()
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "a", "\"a\"", opens: true);
        await AppendAsync(bench, "a", "\"b\"");
        bench.Advance(TimeSpan.FromMinutes(2));
        await bench.Wholes.ForgetWholesAsync(Channel, Cancelled);
        await bench.Wholes.ForgetWholesAsync("unknown", Cancelled);

        Assert.Empty(await bench.Wholes.ListOverdueAsync(10, Cancelled));
        Assert.Empty((await ReadAsync(bench)).Publications);
        Assert.Equal(2, (await bench.Store.ReadAsync(Channel, _kept, new StreamRead { Limit = 10 }, Cancelled)).Publications.Count);
        Assert.Equal(3u, (await PublishAsync(bench, "a", "\"new\"")).Position.Offset);
        Assert.Equal("a=\"new\" complete", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Overdue_OpenOnesAreListedAndEndedOnce()
    {
        await using var bench = await CreateAsync();
        await PublishAsync(bench, "a", "\"a\"", opens: true);
        await PublishAsync(bench, "b", "\"b\"");
        await AppendAsync(bench, "b", "\"b\"");
        bench.Advance(TimeSpan.FromSeconds(40));
        await AppendAsync(bench, "b", "\"b\"");
        var early = await EndAsync(bench, "a", timeout: true);
        bench.Advance(TimeSpan.FromSeconds(20));

        var overdue = await bench.Wholes.ListOverdueAsync(10, Cancelled);
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () => await EndAsync(bench, "a", timeout: true), Cancelled)));

        Assert.Equal(MutationRefusal.Ended, early.Refusal);
        Assert.Equal(new OverduePublication(Channel, "a"), Assert.Single(overdue));
        Assert.Single(results, static result => result.Outcome == AppendOutcome.Appended);
        Assert.All(results.Where(static result => result.Outcome != AppendOutcome.Appended), static result => Assert.Equal(MutationRefusal.Ended, result.Refusal));
        Assert.Equal("a=\"a\" broken b=\"bbb\" open", Describe(await ReadAsync(bench)));
        Assert.Empty(await bench.Wholes.ListOverdueAsync(10, Cancelled));
        bench.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal("b", Assert.Single(await bench.Wholes.ListOverdueAsync(10, Cancelled)).Id);
    }

    [Fact]
    public async Task Races_AppendsAreAllThereOnceAndInTheirOrder()
    {
        await using var bench = await CreateAsync();
        var limits = _limits with { WholeBytes = 1_000_000, Open = 10 };
        await PublishAsync(bench, "a", "[]", opens: true);
        var sink = new RecordingPublicationSink();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    var result = await ChangeAsync(bench, MutationKind.Append, "a", Json($"[{(writer * 1000) + i}]"), mutation => mutation with { Limits = limits }, sink: sink);
                    Assert.Equal(AppendOutcome.Appended, result.Outcome);
                }
            },
            Cancelled)));

        var pieces = sink.Entered.Select(static entry => Text(entry.Publication)[1..^1]);
        Assert.Equal($"a=[{string.Join(',', pieces)}] open", Describe(await ReadAsync(bench)));
    }

    [Fact]
    public async Task Appends_Many_AreReadWholeAndCostTheSame()
    {
        await using var bench = await CreateAsync();
        var limits = _limits with { WholeBytes = 100_000_000 };
        var retention = _kept with { Bytes = 1_000_000 };
        await PublishAsync(bench, "a", "\"\"", opens: true);
        var expected = new StringBuilder();
        for (var i = 0; i < ManyAppends;)
        {
            var appends = new List<Task<AppendResult>>();
            for (var end = Math.Min(ManyAppends, i + 500); i < end; i++)
            {
                expected.Append(i).Append(' ');
                appends.Add(ChangeAsync(bench, MutationKind.Append, "a", Json($"\"{i} \""), mutation => mutation with { Limits = limits }, retention: retention).AsTask());
            }

            Assert.All(await Task.WhenAll(appends), static result => Assert.Equal(AppendOutcome.Appended, result.Outcome));
        }

        var whole = Assert.Single((await bench.Wholes.ReadWholesAsync(Channel, retention, new WholeRead(), Cancelled)).Publications);
        Assert.Equal($"\"{expected}\"", Text(whole));
    }

    /// <summary>How many appends are made to one publication.</summary>
    protected virtual int ManyAppends => Environment.GetEnvironmentVariable("SWITCHBOARD_LONG") == "1" ? 1_000_000 : 20_000;
}
