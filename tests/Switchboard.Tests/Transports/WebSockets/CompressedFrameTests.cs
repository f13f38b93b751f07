using System.Text;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Transports.WebSockets;

/// <summary>RFC 7692 where messages come in: which frames may be compressed, and what they are together.</summary>
public sealed class CompressedFrameTests
{
    private const int Compressed = 0x40;
    private const int Continuation = 0;
    private const int Text = 1;
    private const int Binary = 2;
    private const int Ping = 9;
    private const int Limit = 1000;

    private static readonly byte[] _payload = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("größer ", 40)));
    private static readonly byte[] _deflated = MessageInflaterTests.Compress(_payload);

    [Theory]
    [InlineData(Text)]
    [InlineData(Binary)]
    public void Read_Compressed_IsInflated(int opcode)
        => AssertReads([new ClientFrame(opcode, _deflated) { Reserved = Compressed }], Line(opcode, _payload), "NeedMore");

    [Fact]
    public void Read_NotCompressed_IsItself() => AssertReads([new ClientFrame(Text, _payload)], Line(Text, _payload), "NeedMore");

    [Fact]
    public void Read_OneAfterTheOther_EachByItself() => AssertReads(
        [new ClientFrame(Text, _deflated) { Reserved = Compressed }, new ClientFrame(Text, _payload), new ClientFrame(Text, MessageInflaterTests.Compress("x"u8.ToArray())) { Reserved = Compressed }],
        Line(Text, _payload), Line(Text, _payload), Line(Text, "x"u8.ToArray()), "NeedMore");

    [Fact]
    public void Read_FragmentsWithAPingBetween_AreInflatedTogether() => AssertReads(
        [
            new ClientFrame(Text, _deflated[..5]) { Reserved = Compressed, IsFinal = false },
            new ClientFrame(Ping, [1]),
            new ClientFrame(Continuation, []) { IsFinal = false },
            new ClientFrame(Continuation, _deflated[5..]),
            new ClientFrame(Text, _payload[..7]) { IsFinal = false },
            new ClientFrame(Continuation, _payload[7..]),
        ],
        Line(Ping, [1]), Line(Text, _payload), Line(Text, _payload), "NeedMore");

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    public void Read_CompressedNothing_IsEmpty(string hex)
        => AssertReads([new ClientFrame(Text, Convert.FromHexString(hex)) { Reserved = Compressed }], "Text ", "NeedMore");

    [Theory]
    [InlineData(Ping, Compressed)]
    [InlineData(8, Compressed)]
    [InlineData(Text, 0x20)]
    [InlineData(Text, 0x10)]
    [InlineData(Text, 0x60)]
    public void Read_ReservedBitElsewhere_IsAnError(int opcode, int reserved)
        => AssertReads([new ClientFrame(opcode, []) { Reserved = reserved }], "ProtocolError");

    [Fact]
    public void Read_ReservedBitOnAContinuation_IsAnError() => AssertReads(
        [new ClientFrame(Text, _deflated[..5]) { Reserved = Compressed, IsFinal = false }, new ClientFrame(Continuation, _deflated[5..]) { Reserved = Compressed }],
        "ProtocolError");

    [Fact]
    public void Read_NotAgreedUpon_IsAnError()
        => Assert.Equal(["ProtocolError"], Reading.All(new ClientFrame(Text, _deflated) { Reserved = Compressed }.Encode(), [], Limit));

    [Fact]
    public void Read_Malformed_IsInvalid()
        => AssertReads([new ClientFrame(Text, [0xFF, 0xFF]) { Reserved = Compressed }], "InvalidData");

    [Fact]
    public void Read_InflatedIsNotUtf8_IsInvalid()
        => AssertReads([new ClientFrame(Text, MessageInflaterTests.Compress([0xC3, 0x28])) { Reserved = Compressed }], "InvalidText");

    [Theory]
    [InlineData(Limit, "Binary")]
    [InlineData(Limit + 1, "TooBig")]
    [InlineData(50_000_000, "TooBig")]
    public void Read_InflatedSize_IsBounded(int size, string expected)
    {
        var bytes = new ClientFrame(Binary, MessageInflaterTests.Compress(new byte[size])[..]) { Reserved = Compressed }.Encode();

        Assert.StartsWith(expected, Reading.All(bytes, [], size > Limit + 1 ? 100_000 : Limit, inflates: true)[0], StringComparison.Ordinal);
    }

    private static string Line(int opcode, byte[] payload) => $"{(WebSocketOpcode)opcode} {Convert.ToHexString(payload)}";

    private static void AssertReads(ClientFrame[] frames, params string[] expected)
    {
        var bytes = ClientFrame.Join(frames);
        Assert.Equal(expected, Reading.All(bytes, [], Limit, inflates: true));
        Assert.Equal(expected, Reading.All(bytes, [1, 3], Limit, inflates: true));
        Assert.Equal(expected, Reading.Arriving(bytes, [1, 2, 7], Limit, inflates: true));
    }
}
