using System.Buffers.Binary;
using Switchboard.Outbound;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Transports.WebSockets;

public sealed class WebSocketFramingTests
{
    private static readonly WebSocketFraming _text = new(WebSocketOpcode.Text, (byte)'\n');
    private static readonly WebSocketFraming _binary = new(WebSocketOpcode.Binary, separator: null);

    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65_535, 4)]
    [InlineData(65_536, 10)]
    [InlineData(70_000, 10)]
    public void Frame_Payload_HasTheShortestHeader(int length, int header)
    {
        var frame = _binary.Frame(new byte[length]);

        Assert.Equal(header, frame.PayloadStart);
        Assert.Equal(length, frame.Payload.Length);
        Assert.Equal(0x82, frame.Bytes[0]);
        Assert.Equal(length, LengthIn(frame.Bytes));
    }

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(62, 62, 2)]
    [InlineData(62, 63, 4)]
    [InlineData(63, 63, 4)]
    [InlineData(32_000, 33_000, 4)]
    public void Join_TwoTextMessages_AreOneFrameWithASeparator(int first, int second, int header)
    {
        var joined = Join(_text, new byte[first], new byte[second]);

        Assert.Equal(0x81, joined[0]);
        Assert.Equal(first + 1 + second, LengthIn(joined));
        Assert.Equal(header + first + 1 + second, joined.Length);
        Assert.Equal((byte)'\n', joined[header + first]);
    }

    [Fact]
    public void Join_BinaryMessages_HaveNothingBetweenThem()
    {
        Assert.Equal([0x82, 5, 1, 2, 3, 4, 5], Join(_binary, [1, 2], [3], [4, 5]));
    }

    [Theory]
    [InlineData(65_530, 0, true)]
    [InlineData(65_530, 1, false)]
    [InlineData(32_765, 32_765, true)]
    [InlineData(32_765, 32_766, false)]
    public void Fits_AroundTheScratchSize_NeverNeedsTheLongHeader(int first, int second, bool expected)
    {
        var (one, two) = (_text.Frame(new byte[first]), _text.Frame(new byte[second]));

        Assert.Equal(expected, DrainScratch.Fits(_text, one, two));
        if (expected)
        {
            Assert.Equal(first + 1 + second, LengthIn(Join(_text, new byte[first], new byte[second])));
        }
    }

    [Fact]
    public void Control_Pong_StandsAloneAndHoldsBackCommands()
    {
        var frame = WebSocketFraming.Control(WebSocketOpcode.Pong, "hi"u8);

        Assert.Equal([0x8A, 2, (byte)'h', (byte)'i'], frame.Bytes);
        Assert.True(frame.IsAlone);
        Assert.True(frame.IsReply);
    }

    private static byte[] Join(WebSocketFraming framing, params byte[][] payloads)
    {
        var scratch = DrainScratch.Begin(framing, framing.Frame(payloads[0]));
        foreach (var payload in payloads.Skip(1))
        {
            Assert.True(scratch.TryAdd(framing.Frame(payload)));
        }

        return [.. scratch.Complete()];
    }

    private static int LengthIn(byte[] frame) => frame[1] switch
    {
        126 => BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(2)),
        127 => (int)BinaryPrimitives.ReadUInt64BigEndian(frame.AsSpan(2)),
        var length => length,
    };
}
