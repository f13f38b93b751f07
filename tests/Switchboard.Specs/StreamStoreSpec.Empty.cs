using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <content>Channels that nobody has published to, or whose streams are over: they have a position all the same, and leave nothing.</content>
public abstract partial class StreamStoreSpec
{
    [Fact]
    public async Task Read_UnknownChannel_IsAtTheBeginningOfTheEpochThatItsStreamWillHave()
    {
        await using var bench = await CreateAsync();

        var before = await ReadAsync(bench, new StreamRead());
        var again = await ReadAsync(bench, All);
        var result = await AppendAsync(bench, "a");

        Assert.Equal(0u, before.Top.Offset);
        Assert.NotEmpty(before.Top.Epoch);
        Assert.Equal(before.Top, again.Top);
        Assert.Equal(new Position(1, before.Top.Epoch), result.Position);
    }

    [Fact]
    public async Task Read_UnknownChannels_HaveEpochsOfTheirOwn()
    {
        await using var bench = await CreateAsync();

        var one = await ReadAsync(bench, All);
        var two = await bench.Store.ReadAsync("kept:other", _kept, All, Cancelled);

        Assert.NotEqual(one.Top.Epoch, two.Top.Epoch, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Read_UnknownChannels_LeaveNothing()
    {
        await using var bench = await CreateAsync();
        for (var i = 0; i < 100; i++)
        {
            await bench.Store.ReadAsync($"kept:{i}", _kept, All, Cancelled);
        }

        Assert.Equal(0, await bench.CountStreams());
        await AppendAsync(bench, "a");
        Assert.Equal(1, await bench.CountStreams());
    }

    [Fact]
    public async Task Pin_ReadAndUnpin_LeavesNothing()
    {
        await using var bench = await CreateAsync();
        bench.Store.Pin(Channel);
        var pinned = await ReadAsync(bench, All);
        bench.Store.Pin(Channel);
        bench.Store.Unpin(Channel);

        Assert.Equal(0, await bench.CountStreams());
        Assert.Equal(new Position(1, pinned.Top.Epoch), (await AppendAsync(bench, "a")).Position);
        bench.Store.Unpin(Channel);
        bench.Store.Unpin(Channel);

        Assert.Equal(new Position(1, pinned.Top.Epoch), (await ReadAsync(bench, All)).Top);
    }

    [Fact]
    public async Task Read_PastThePositionsAge_IsAtTheBeginningOfTheNextEpoch()
    {
        await using var bench = await CreateAsync();
        var first = await AppendAsync(bench, "a");
        bench.Advance(_kept.PositionAge);

        var between = await ReadAsync(bench, All);
        var next = await AppendAsync(bench, "b");

        Assert.Empty(between.Publications);
        Assert.Equal(0u, between.Top.Offset);
        Assert.NotEqual(first.Position.Epoch, between.Top.Epoch, StringComparer.Ordinal);
        Assert.Equal(new Position(1, between.Top.Epoch), next.Position);
    }

    [Fact]
    public async Task Sweep_StreamsThatAreOver_LeaveNothingAndTheirEpochsNeverComeBack()
    {
        await using var bench = await CreateAsync();
        var epochs = new HashSet<string>(StringComparer.Ordinal);
        for (var life = 0; life < 5; life++)
        {
            Assert.True(epochs.Add((await AppendAsync(bench, "a")).Position.Epoch));
            bench.Advance(_kept.PositionAge);
            await bench.Sweep();

            Assert.Equal(0, await bench.CountStreams());
            Assert.DoesNotContain((await ReadAsync(bench, All)).Top.Epoch, epochs);
        }
    }

    [Fact]
    public async Task Read_SmallerSizeThanAppendsNamed_IsHeldToIt()
    {
        await using var bench = await CreateAsync();
        for (var i = 1; i <= 5; i++)
        {
            await AppendAsync(bench, $"{i}");
        }

        var fewer = await ReadAsync(bench, All, _kept with { Size = 2 });
        var none = await ReadAsync(bench, All, _kept with { Size = 0 });

        Assert.Equal(["4", "5"], fewer.Publications.Select(Text), StringComparer.Ordinal);
        Assert.Empty(none.Publications);
        Assert.Equal(5u, none.Top.Offset);
    }

    [Fact]
    public async Task Read_ShorterAgeThanAppendsNamed_IsHeldToIt()
    {
        await using var bench = await CreateAsync();
        await AppendAsync(bench, "a");
        bench.Advance(TimeSpan.FromSeconds(20));
        await AppendAsync(bench, "b");
        bench.Advance(TimeSpan.FromSeconds(5));

        var slice = await ReadAsync(bench, All, _kept with { Age = TimeSpan.FromSeconds(10) });
        var since = await ReadAsync(bench, new StreamRead { Since = 0, Limit = 5 }, _kept with { Age = TimeSpan.FromSeconds(10) });

        Assert.Equal(["b"], slice.Publications.Select(Text), StringComparer.Ordinal);
        Assert.Equal(["b"], since.Publications.Select(Text), StringComparer.Ordinal);
        Assert.Equal(2u, slice.Top.Offset);
    }
}
