using System.Runtime.InteropServices;
using Switchboard.Transports.Sockets;
using Xunit;

namespace Switchboard.Tests.Transports.Sockets;

public sealed class ReadBlockTests
{
    private const int ReadBytes = 1024;

    [Fact]
    public void Parts_ThatAreKept_ShareTheBlockAndDoNotMeet()
    {
        var block = new ReadBlock(ReadBytes, 2 * ReadBytes);
        var first = Read(block, 200, mark: 1);
        Assert.True(block.Keep(200));
        block.Reuse();
        var second = Read(block, 300, mark: 2);
        Assert.True(block.Keep(300));
        block.Reuse();
        Read(block, 100, mark: 3);

        Assert.All(first.ToArray(), static value => Assert.Equal(1, value));
        Assert.All(second.ToArray(), static value => Assert.Equal(2, value));
        Assert.Same(ArrayOf(first), ArrayOf(second));
    }

    [Fact]
    public void Block_OfWhichNothingIsKept_BeginsAtTheFrontAgain()
    {
        var block = new ReadBlock(ReadBytes, 2 * ReadBytes);
        var first = block.Free;
        block.Keep(200);
        Assert.NotEqual(first, block.Free);

        block.Dispose();
        block.Reuse();

        Assert.Equal(first, block.Free);
    }

    [Fact]
    public void Keep_NoRoomForAWholeReadIsLeft_SaysSo()
    {
        var block = new ReadBlock(ReadBytes, 2 * ReadBytes);
        Assert.True(block.Keep(ReadBytes));
        Assert.Equal(ReadBytes, block.Free.Length);

        Assert.False(block.Keep(1));
    }

    private static Memory<byte> Read(ReadBlock block, int length, byte mark)
    {
        var part = block.Free[..length];
        part.Span.Fill(mark);
        return part;
    }

    private static byte[] ArrayOf(Memory<byte> part)
    {
        Assert.True(MemoryMarshal.TryGetArray<byte>(part, out var segment));
        return segment.Array!;
    }
}
