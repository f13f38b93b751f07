using System.Text;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Wire.Tests.SocketIo;

public sealed class SocketIoPacketReaderTests
{
    [Theory]
    [InlineData("0", "Connect / - -  []")]
    [InlineData("0/admin,", "Connect /admin - -  []")]
    [InlineData("0/admin", "Connect /admin - -  []")]
    [InlineData("""0{"token":"1"}""", "Connect / - -  []")]
    [InlineData("1/admin,", "Disconnect /admin - -  []")]
    [InlineData("""2["hello",1,{"a":[true]}]""", """Event / - 0 hello [1;{"a":[true]}]""")]
    [InlineData("""2/admin,456["hello"]""", "Event /admin 456 0 hello []")]
    [InlineData("""3/admin,456[1]""", "Ack /admin 456 0  [1]")]
    [InlineData("""51-["hello",{"_placeholder":true,"num":0}]""", """BinaryEvent / - 1 hello [{"_placeholder":true,"num":0}]""")]
    [InlineData("""2["hello",{"_placeholder":true,"num":7}]""", """Event / - 0 hello [{"_placeholder":true,"num":7}]""")]
    public void Read_GoodPacket_IsTakenApart(string text, string expected)
    {
        var packet = Read(text)!;

        var arguments = string.Join(';', packet.Arguments.Select(static argument => Encoding.UTF8.GetString(argument.Span)));
        var count = packet.Type is SocketIoPacketType.Connect or SocketIoPacketType.Disconnect ? "-" : $"{packet.AttachmentCount}";
        Assert.Equal(expected, $"{packet.Type} {packet.Namespace} {packet.Id?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"} {count} {packet.Event} [{arguments}]");
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("abc")]
    [InlineData("0[]")]
    [InlineData("0{")]
    [InlineData("1{}")]
    [InlineData("2")]
    [InlineData("2{}")]
    [InlineData("2[]")]
    [InlineData("2[{}]")]
    [InlineData("""2["a"]]""")]
    [InlineData("""2["a" """)]
    [InlineData("""2abc["a"]""")]
    [InlineData("""2["connect"]""")]
    [InlineData("""2["disconnecting"]""")]
    [InlineData("""2["\ud800"]""")]
    [InlineData("3[1]")]
    [InlineData("""4{"message":"x"}""")]
    [InlineData("""5["a"]""")]
    [InlineData("""5-["a"]""")]
    [InlineData("""51["a"]""")]
    [InlineData("""599-["a"]""")]
    [InlineData("""599999999999999999999-["a"]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":1}]""")]
    [InlineData("""51-["a",{"_placeholder":true,"num":-1}]""")]
    [InlineData("""51-["a",[{"b":{"num":1.5,"_placeholder":true}}]]""")]
    [InlineData("""51-["a",{"_placeholder":true}]""")]
    public void Read_Malformed_IsRefused(string text) => Assert.Null(Read(text));

    [Fact]
    public void Read_LongNamespace_IsRefused() => Assert.Null(Read($"0/{new string('n', 10_000)},"));

    [Fact]
    public void Read_DeepNesting_IsRefused() => Assert.Null(Read($"2[\"a\",{new string('[', 2000)}{new string(']', 2000)}]"));

    [Fact]
    public void Assembler_Attachments_ComeInOrder()
    {
        var assembler = new SocketIoAssembler(maxBytes: 8);
        assembler.Begin(Read("""52-["a",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]""")!);

        Assert.True(assembler.TryAdd([1, 2], out var early));
        Assert.Null(early);
        Assert.True(assembler.TryAdd([3], out var packet));

        Assert.Equal(["0102", "03"], packet!.Attachments.Select(static bytes => Convert.ToHexString(bytes.Span)), StringComparer.Ordinal);
        Assert.False(assembler.IsWaiting);
    }

    [Fact]
    public void Assembler_TooManyBytes_IsRefused()
    {
        var assembler = new SocketIoAssembler(maxBytes: 8);
        assembler.Begin(Read("""52-["a"]""")!);

        Assert.True(assembler.TryAdd(new byte[5], out _));
        Assert.False(assembler.TryAdd(new byte[4], out _));
    }

    [Fact]
    public void Assembler_NothingAwaited_IsRefused() => Assert.False(new SocketIoAssembler(maxBytes: 8).TryAdd([1], out _));

    private static SocketIoPacket? Read(string text) => SocketIoPacketReader.Read(Encoding.UTF8.GetBytes(text), maxAttachments: 10);
}
