using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <content>Reading much.</content>
public abstract partial class StreamStoreSpec
{
    [Theory]
    [InlineData(null, false, 200, "1 2 3")]
    [InlineData(3UL, false, 200, "4 5 6")]
    [InlineData(null, true, 200, "7 6 5")]
    [InlineData(3UL, true, 200, "2 1")]
    [InlineData(null, false, 1, "1")]
    [InlineData(null, true, 0, "7")]
    public async Task Read_MoreBytesThanWanted_EndsEarlyButNotBeforeTheFirst(ulong? since, bool reverse, int maxBytes, string expected)
    {
        await using var bench = await CreateAsync();
        for (var i = 1; i <= 7; i++)
        {
            await AppendAsync(bench, "x");
        }

        var slice = await ReadAsync(bench, new StreamRead { Since = since, Limit = StreamRead.Unlimited, Reverse = reverse, MaxBytes = maxBytes });

        Assert.Equal(expected, string.Join(' ', slice.Publications.Select(publication => publication.Offset)));
        Assert.Equal(7u, slice.Top.Offset);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_Hundreds_AreAllThereAndOnce(bool reverse)
    {
        await using var bench = await CreateAsync();
        var retention = _kept with { Size = 600 };
        await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => AppendAsync(bench, "x", append => append with { Retention = retention }).AsTask()));

        var slice = await ReadAsync(bench, new StreamRead { Limit = StreamRead.Unlimited, Reverse = reverse }, retention);

        var offsets = Enumerable.Range(1, 600).Select(static offset => (ulong)offset);
        Assert.Equal(reverse ? offsets.Reverse() : offsets, slice.Publications.Select(publication => publication.Offset));
    }
}
