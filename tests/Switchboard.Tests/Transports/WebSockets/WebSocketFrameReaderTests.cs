using System.Buffers;
using System.Text;
using Switchboard.Transports.WebSockets;
using Xunit;

namespace Switchboard.Tests.Transports.WebSockets;

/// <summary>RFC 6455 in the order of the sections of the Autobahn suite.</summary>
public sealed class WebSocketFrameReaderTests
{
    private const int Continuation = 0;
    private const int Text = 1;
    private const int Binary = 2;
    private const int Close = 8;
    private const int Ping = 9;
    private const int Pong = 10;

    private static readonly byte[] _euro = "€"u8.ToArray();

    public static MatrixTheoryData<int, int> Sizes { get; } =
        new([Text, Binary], [0, 1, 2, 3, 4, 7, 8, 31, 32, 33, 125, 126, 127, 128, 65_535, 65_536, 131_072]);

    // 1: framing; 9: large messages.
    [Theory]
    [MemberData(nameof(Sizes))]
    public void Read_MessageOfAnySize_IsItself(int opcode, int size)
    {
        var payload = Enumerable.Range(0, size).Select(i => (byte)('a' + (i % 26))).ToArray();
        var bytes = new ClientFrame(opcode, payload).Encode();
        string[] expected = [Line(opcode, payload), "NeedMore"];

        Assert.Equal(expected, Reading.All(bytes, [], 131_072));
        Assert.Equal(expected, Reading.All(bytes, [1021], 131_072));
        Assert.Equal(expected, Reading.Arriving(bytes, [1021], 131_072));
    }

    // 2 and 10: pings and pongs.
    [Theory]
    [InlineData(Ping, 0)]
    [InlineData(Ping, 125)]
    [InlineData(Pong, 0)]
    [InlineData(Pong, 125)]
    [InlineData(Close, 0)]
    [InlineData(Close, 125)]
    public void Read_ControlFrame_IsItself(int opcode, int size)
        => AssertReads([new ClientFrame(opcode, new byte[size])], Line(opcode, new byte[size]), "NeedMore");

    [Theory]
    [InlineData(Ping)]
    [InlineData(Pong)]
    [InlineData(Close)]
    public void Read_ControlFrameOver125Bytes_IsAnError(int opcode) => AssertReads([new ClientFrame(opcode, new byte[126])], "ProtocolError");

    [Theory]
    [InlineData(Ping)]
    [InlineData(Pong)]
    [InlineData(Close)]
    public void Read_FragmentedControlFrame_IsAnError(int opcode)
        => AssertReads([new ClientFrame(opcode, [1]) { IsFinal = false }], "ProtocolError");

    // 3: reserved bits.
    [Theory]
    [InlineData(0x40)]
    [InlineData(0x20)]
    [InlineData(0x10)]
    [InlineData(0x70)]
    public void Read_ReservedBits_AreAnError(int bits)
        => AssertReads([ClientFrame.Text("a"), ClientFrame.Text("b") with { Reserved = bits }], Line(Text, "a"u8), "ProtocolError");

    // 4: opcodes.
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public void Read_ReservedOpcode_IsAnError(int opcode)
        => AssertReads([ClientFrame.Text("a"), new ClientFrame(opcode, [])], Line(Text, "a"u8), "ProtocolError");

    [Fact]
    public void Read_UnmaskedFrame_IsAnError() => AssertReads([ClientFrame.Text("a") with { IsMasked = false }], "ProtocolError");

    [Fact]
    public void Read_MaskOfZeros_IsTaken() => AssertReads([ClientFrame.Text("abc") with { Mask = 0 }], Line(Text, "abc"u8), "NeedMore");

    // 5: fragmentation.
    [Fact]
    public void Read_Fragments_AreOneMessage()
        => AssertReads([First(Text, "ab"u8), Next("cd"u8), Last("ef"u8)], Line(Text, "abcdef"u8), "NeedMore");

    [Fact]
    public void Read_EmptyFragments_AreOneMessage()
        => AssertReads([First(Binary, []), Next([]), Last([])], Line(Binary, []), "NeedMore");

    [Fact]
    public void Read_EmptyFragmentsAroundOneThatIsNot_AreOneMessage()
        => AssertReads([First(Text, []), Next("middle"u8), Last([])], Line(Text, "middle"u8), "NeedMore");

    [Fact]
    public void Read_ControlFramesBetweenFragments_ComeFirst()
        => AssertReads(
            [First(Text, "ab"u8), new ClientFrame(Ping, [1]), Next("cd"u8), new ClientFrame(Pong, []), Last("ef"u8)],
            Line(Ping, [1]), Line(Pong, []), Line(Text, "abcdef"u8), "NeedMore");

    [Fact]
    public void Read_TwoFragmentedMessages_DoNotMix()
        => AssertReads(
            [First(Text, "ab"u8), Last("c"u8), ClientFrame.Text("x"), First(Binary, [1]), Last([2])],
            Line(Text, "abc"u8), Line(Text, "x"u8), Line(Binary, [1, 2]), "NeedMore");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_ContinuationWithoutStart_IsAnError(bool isFinal)
        => AssertReads([new ClientFrame(Continuation, [1]) { IsFinal = isFinal }], "ProtocolError");

    [Fact]
    public void Read_ContinuationAfterTheLast_IsAnError()
        => AssertReads([First(Text, "a"u8), Last("b"u8), Last("c"u8)], Line(Text, "ab"u8), "ProtocolError");

    [Theory]
    [InlineData(Text)]
    [InlineData(Binary)]
    public void Read_NewMessageBetweenFragments_IsAnError(int opcode)
        => AssertReads([First(Text, "a"u8), new ClientFrame(opcode, [])], "ProtocolError");

    // 6: UTF-8.
    [Theory]
    [InlineData("CEBAE1BDB9CF83CEBCCEB5", true)]
    [InlineData("F48FBFBF", true)]
    [InlineData("EFBFBF", true)]
    [InlineData("00", true)]
    [InlineData("F4908080", false)]
    [InlineData("EDA080", false)]
    [InlineData("C080", false)]
    [InlineData("E080AF", false)]
    [InlineData("80", false)]
    [InlineData("C3", false)]
    [InlineData("FE", false)]
    [InlineData("CEBAE1BDB9CF83CEBCCEB5EDA080656469746564", false)]
    public void Read_Text_IsUtf8(string hex, bool isValid)
    {
        var payload = Convert.FromHexString(hex);
        string[] expected = isValid ? [Line(Text, payload), "NeedMore"] : ["InvalidText"];

        AssertReads([new ClientFrame(Text, payload)], expected);
        AssertReads([First(Text, []), .. payload.Select(one => Next([one])), Last([])], expected);
        AssertReads([new ClientFrame(Binary, payload)], Line(Binary, payload), "NeedMore");
    }

    [Fact]
    public void Read_CharacterOverFragments_IsWhole()
        => AssertReads([First(Text, _euro.AsSpan(0, 1)), new ClientFrame(Ping, []), Last(_euro.AsSpan(1))], Line(Ping, []), Line(Text, _euro), "NeedMore");

    // 7: closing. The codes are the business of WebSocketClose.
    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1001)]
    [InlineData(1002, 1002)]
    [InlineData(1003, 1003)]
    [InlineData(1007, 1007)]
    [InlineData(1008, 1008)]
    [InlineData(1009, 1009)]
    [InlineData(1010, 1010)]
    [InlineData(1011, 1011)]
    [InlineData(1014, 1014)]
    [InlineData(3000, 3000)]
    [InlineData(3999, 3999)]
    [InlineData(4000, 4000)]
    [InlineData(4999, 4999)]
    [InlineData(0, 1002)]
    [InlineData(999, 1002)]
    [InlineData(1004, 1002)]
    [InlineData(1005, 1002)]
    [InlineData(1006, 1002)]
    [InlineData(1015, 1002)]
    [InlineData(1016, 1002)]
    [InlineData(1100, 1002)]
    [InlineData(2999, 1002)]
    [InlineData(5000, 1002)]
    [InlineData(65_535, 1002)]
    public void Answer_ToACode_IsItselfWhereItMayBeSent(int code, uint answer)
        => Assert.Equal(answer, WebSocketClose.Answer([(byte)(code >> 8), (byte)code]).Code);

    [Fact]
    public void Answer_ToAnEmptyClose_IsNormal() => Assert.Equal(1000u, WebSocketClose.Answer([]).Code);

    [Fact]
    public void Answer_ToOneByte_IsProtocolError() => Assert.Equal(1002u, WebSocketClose.Answer([3]).Code);

    [Fact]
    public void Answer_ToAReasonThatIsNotUtf8_IsInvalidPayload() => Assert.Equal(1007u, WebSocketClose.Answer([0x03, 0xE8, 0xC3, 0x28]).Code);

    [Fact]
    public void Answer_ToTheLongestReason_RepeatsIt()
    {
        var reason = new string('x', 123);
        var answer = WebSocketClose.Encode(WebSocketClose.Answer([0x03, 0xE8, .. Encoding.UTF8.GetBytes(reason)]));

        Assert.Equal([0x03, 0xE8, .. Encoding.UTF8.GetBytes(reason)], answer.Payload.ToArray());
    }

    // Lengths. RFC 6455 asks for the shortest form; longer ones are harmless and taken.
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Read_LengthLongerThanNeeded_IsTaken(int lengthBytes)
        => AssertReads([ClientFrame.Text("abc") with { LengthBytes = lengthBytes }], Line(Text, "abc"u8), "NeedMore");

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Read_ControlFrameWithLongLength_IsAnError(int lengthBytes)
        => AssertReads([new ClientFrame(Ping, [1]) { LengthBytes = lengthBytes }], "ProtocolError");

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void Read_LengthWithTheTopBit_IsAnError(ulong length) => AssertReads([ClientFrame.Text("") with { ClaimedLength = length }], "ProtocolError");

    [Theory]
    [InlineData(1001UL)]
    [InlineData(1UL << 31)]
    [InlineData(1UL << 62)]
    [InlineData((1UL << 63) - 1)]
    public void Read_LengthOverTheLimit_IsRefusedByTheHeadAlone(ulong length)
    {
        var head = (ClientFrame.Text("") with { ClaimedLength = length }).Encode();
        var buffer = new ReadOnlySequence<byte>(head);
        using var reader = new WebSocketFrameReader(1000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var status = reader.Read(ref buffer, out _);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
        Assert.Equal(WebSocketReadStatus.TooBig, status);
    }

    [Fact]
    public void Read_FragmentsOverTheLimit_AreRefused()
        => Assert.Equal(["TooBig"], Reading.All(ClientFrame.Join(First(Binary, new byte[600]), Last(new byte[401])), [], 1000));

    [Fact]
    public void Read_FragmentsOfTheLimit_AreTaken()
        => Assert.Equal([Line(Binary, new byte[1000]), "NeedMore"], Reading.All(ClientFrame.Join(First(Binary, new byte[600]), Last(new byte[400])), [], 1000));

    [Fact]
    public void Read_AfterWhatWasTooBig_HearsTheCloseBehindIt()
    {
        using var reader = new WebSocketFrameReader(10);
        var bytes = ClientFrame.Join(new ClientFrame(Binary, new byte[1000]), new ClientFrame(Close, [0x03, 0xE8]));
        var buffer = Segments.Cut(bytes, [100]);

        Assert.Equal(WebSocketReadStatus.TooBig, reader.Read(ref buffer, out _));
        Assert.Equal(WebSocketReadStatus.Message, reader.Read(ref buffer, out var message));
        Assert.Equal(WebSocketOpcode.Close, message.Opcode);
        Assert.True(buffer.IsEmpty);
    }

    private static ClientFrame First(int opcode, ReadOnlySpan<byte> payload) => new(opcode, payload.ToArray()) { IsFinal = false };

    private static ClientFrame Next(ReadOnlySpan<byte> payload) => new(Continuation, payload.ToArray()) { IsFinal = false };

    private static ClientFrame Last(ReadOnlySpan<byte> payload) => new(Continuation, payload.ToArray());

    private static string Line(int opcode, ReadOnlySpan<byte> payload) => $"{(WebSocketOpcode)opcode} {Convert.ToHexString(payload)}";

    private static void AssertReads(ClientFrame[] frames, params string[] expected)
    {
        var bytes = ClientFrame.Join(frames);
        Assert.Equal(expected, Reading.All(bytes, [], 100_000));
        for (var size = 1; size < 20; size++)
        {
            Assert.Equal(expected, Reading.All(bytes, [size], 100_000));
            Assert.Equal(expected, Reading.Arriving(bytes, [size], 100_000));
        }
    }
}
