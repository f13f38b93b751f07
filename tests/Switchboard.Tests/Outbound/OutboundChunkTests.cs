using Switchboard.Outbound;
using Xunit;

namespace Switchboard.Tests.Outbound;

public sealed class OutboundChunkTests
{
    private static readonly OutboundFrame[] _frames = [Frame(1, 3000), Frame(2, 40), Frame(3, 5000)];

    [Fact]
    public void Rest_TakenInPart_IsWhatWasNotTaken()
    {
        var all = _frames.SelectMany(static frame => frame.Bytes).ToArray();
        for (var taken = 0; taken < all.Length; taken += 7)
        {
            Assert.Equal<byte>(all[taken..], Joined(Gathered().Rest(taken)));
        }

        Assert.Equal<byte>(all[^1..], Joined(Gathered().Rest(all.Length - 1)));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2999, 3)]
    [InlineData(3000, 2)]
    [InlineData(3041, 1)]
    public void Rest_OfSharedFrames_IsTheirOwnBytes(int taken, int left)
    {
        var rest = Gathered().Rest(taken);
        Assert.Equal(_frames[^left..].Select(static frame => frame.Bytes), rest.Select(static piece => piece.Array!), ReferenceEqualityComparer.Instance);
    }

    [Fact]
    public void TryAdd_NoMoreThanEightFramesAnd256KiB()
    {
        var chunk = OutboundChunk.Begin(_frames[0]);
        for (var i = 1; i < 8; i++)
        {
            Assert.True(chunk.TryAdd(_frames[0]));
        }

        Assert.False(chunk.TryAdd(_frames[0]));

        var large = OutboundChunk.Begin(Frame(1, 250_000));
        Assert.False(large.TryAdd(Frame(2, 13_000)));
        Assert.True(large.TryAdd(Frame(3, 5_000)));
    }

    [Theory]
    [InlineData(100, 100, false)]
    [InlineData(100, 4095, false)]
    [InlineData(100, 4096, true)]
    [InlineData(4096, 100, true)]
    [InlineData(60_000, 10_000, true)]
    [InlineData(250_000, 20_000, false)]
    public void Prefers_LargeFramesThatFit(int first, int second, bool expected)
        => Assert.Equal(expected, OutboundChunk.Prefers(Frame(1, first), Frame(2, second)));

    private static OutboundChunk Gathered()
    {
        var chunk = OutboundChunk.Begin(_frames[0]);
        Assert.True(chunk.TryAdd(_frames[1]) && chunk.TryAdd(_frames[2]));
        return chunk;
    }

    private static byte[] Joined(ArraySegment<byte>[] pieces) => [.. pieces.SelectMany(static piece => piece)];

    private static OutboundFrame Frame(byte seed, int length) => new([.. Enumerable.Range(0, length).Select(i => (byte)(i * seed))], 0);
}
