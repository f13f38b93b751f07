using System.Text;
using Google.Protobuf;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Tests.Support;
using O = Switchboard.Wire.Tests.Oracle;

namespace Switchboard.Wire.Tests.Centrifuge;

public sealed class CentrifugeProtobufCodecTests
{
    private static readonly CentrifugeProtobufCodec _codec = CentrifugeProtobufCodec.Instance;

    [Theory]
    [InlineData("01", "length without message")]
    [InlineData("80", "length that does not end")]
    [InlineData("ffffffff0f", "length of 4 GiB")]
    [InlineData("ffffffffffffffffff01", "length of 2^64 - 1")]
    [InlineData("ffffffffffffffffff0208", "length of more than 64 bits")]
    [InlineData("ffffffffffffffffffff01", "length of eleven bytes")]
    [InlineData("0108", "tag without value")]
    [InlineData("020880", "value that does not end")]
    [InlineData("0608ffffffff1f", "id of more than 32 bits")]
    [InlineData("0b08ffffffffffffffffff01", "negative id")]
    [InlineData("0b0887808080808080808002", "id of more than 64 bits")]
    [InlineData("020001", "field number 0")]
    [InlineData("06808080808010", "field number that is too large")]
    [InlineData("020a00", "id with the wire type of a string")]
    [InlineData("022001", "connect with the wire type of a number")]
    [InlineData("022205", "request longer than its message")]
    [InlineData("03a20105", "unknown field longer than its message")]
    [InlineData("02a106", "unknown fixed64 cut off")]
    [InlineData("02a506", "unknown fixed32 cut off")]
    [InlineData("041b08011c", "group")]
    [InlineData("01f4", "tag that does not end")]
    [InlineData("053a030a01ff", "channel that is not UTF-8")]
    [InlineData("0e3a0c18ffffffff7f0a0463686174", "type of more than 32 bits")]
    public void Read_BadBytes_IsMalformed(string hex, string what)
    {
        var (commands, last) = _codec.ReadAll(Convert.FromHexString(hex));

        Assert.True(last == CommandReadStatus.Malformed, what);
        Assert.Empty(commands);
    }

    [Theory]
    [InlineData("a1060000000000000000", "fixed64")]
    [InlineData("a50600000000", "fixed32")]
    [InlineData("a206026162", "bytes")]
    [InlineData("a0069601", "varint")]
    public void Read_UnknownField_IsSkipped(string unknown, string what)
    {
        var field = Convert.FromHexString(unknown);
        byte[] ping = [0x5A, (byte)field.Length, .. field];
        byte[] command = [.. field, 0x08, 0x07, .. ping];

        var read = _codec.ReadOne((byte[])[(byte)command.Length, .. command]);

        Assert.True(read is PingCommand { Id: 7 }, what);
    }

    [Fact]
    public void Read_TagFilterOfHundredNodes_IsTheMost()
    {
        Assert.IsType<SubscribeCommand>(_codec.ReadOne(Subscribe(Chain(nodes: 100))));
        Assert.Equal(CommandReadStatus.Malformed, _codec.ReadAll(Subscribe(Chain(nodes: 101))).Last);
    }

    [Fact]
    public void Read_ThousandNestedNodes_IsMalformed() =>
        Assert.Equal(CommandReadStatus.Malformed, _codec.ReadAll(Subscribe(Chain(nodes: 1000))).Last);

    [Fact]
    public void Read_IdAndRequestInAnyOrder_AreTheSameCommand() =>
        Assert.Equal(new PresenceCommand(7, "c"), _codec.ReadOne(Convert.FromHexString("0742030a01630807")));

    [Fact]
    public void Read_DuplicateFields_TakesTheLast() =>
        Assert.Equal(new PresenceCommand(2, "b"), _codec.ReadOne(Convert.FromHexString("0e080142030a016142030a01620802")));

    [Fact]
    public void Read_PayloadAfterward_IsACopy()
    {
        var message = Delimited(new O.Command { Id = 1, Publish = new() { Data = ByteString.CopyFromUtf8("[1]") } });
        var command = Assert.IsType<PublishCommand>(_codec.ReadOne(message));

        message.AsSpan().Clear();

        Assert.Equal("[1]", Encoding.UTF8.GetString(command.Data.Span));
    }

    [Fact]
    public void Read_MalformedAfterCommand_StillGivesTheCommand()
    {
        var (commands, last) = _codec.ReadAll(new byte[] { 0, 5, 1, 2 });

        Assert.Equal(CommandReadStatus.Malformed, last);
        Assert.Same(PongCommand.Instance, Assert.Single(commands));
    }

    [Theory]
    [InlineData("1a05")]
    [InlineData("0801")]
    [InlineData("0a01ff")]
    public void TryReadEmulation_BadBytes_IsFalse(string hex)
    {
        Assert.False(CentrifugeProtobufCodec.TryReadEmulation(Convert.FromHexString(hex), out var request));
        Assert.Null(request);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    public void WritePush_LargePayload_IsWhole(int size)
    {
        var data = new byte[size];
        Array.Fill(data, (byte)'7');

        using var stream = new MemoryStream(_codec.Push(new MessagePush(data)));

        Assert.Equal(data, O.Reply.Parser.ParseDelimitedFrom(stream).Push.Message.Data.ToByteArray());
    }

    [Fact]
    public void WriteReply_AfterAWriteThatFailed_IsWhole()
    {
        Assert.ThrowsAny<Exception>(() => _codec.Reply(1, new HistoryReply([null!], new Position(5, "e"))));

        Assert.Equal("0408026200", Convert.ToHexStringLower(_codec.Reply(2, EmptyReply.Ping)));
    }

    private static O.FilterNode Chain(int nodes)
    {
        var node = new O.FilterNode();
        for (var i = 1; i < nodes; i++)
        {
            var parent = new O.FilterNode { Op = "not" };
            parent.Nodes.Add(node);
            node = parent;
        }

        return node;
    }

    private static byte[] Subscribe(O.FilterNode filter) => Delimited(new O.Command { Id = 1, Subscribe = new() { Channel = "c", Tf = filter } });

    private static byte[] Delimited(O.Command command)
    {
        using var stream = new MemoryStream();
        command.WriteDelimitedTo(stream);
        return stream.ToArray();
    }
}
