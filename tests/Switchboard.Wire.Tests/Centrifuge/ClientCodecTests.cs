using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Tests.Support;
using O = Switchboard.Wire.Tests.Oracle;

namespace Switchboard.Wire.Tests.Centrifuge;

/// <summary>The client's side, with Google's Protobuf implementation, the wire vectors and the server's side as judges.</summary>
public sealed class ClientCodecTests
{
    private static readonly IReadOnlyDictionary<string, WireVector> _commandFile = WireVector.Load("commands.json");
    private static readonly IReadOnlyDictionary<string, WireVector> _replyFile = WireVector.Load("replies.json");
    private static readonly IReadOnlyDictionary<string, WireVector> _pushFile = WireVector.Load("pushes.json");

    /// <summary>Those that a client may send: one request each, of a known kind.</summary>
    public static TheoryData<string> CommandNames =>
        [.. _commandFile.Keys.Where(name => VectorMessages.Commands[name] is not UnknownCommand && !string.Equals(name, "two-requests", StringComparison.Ordinal))];

    public static TheoryData<string> ReplyNames => [.. _replyFile.Keys];

    public static TheoryData<string> PushNames => [.. _pushFile.Keys];

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void WriteCommand_Command_IsWhatTheServerReadsFromTheVector(string name)
    {
        var command = VectorMessages.Commands[name];

        Assert.Equal(Describe.Text(command), Describe.Text(CentrifugeJsonCodec.Instance.ReadOne(CentrifugeJsonClientCodec.Instance.Command(command))));
        Assert.Equal(_commandFile[name].Protobuf, Convert.ToHexStringLower(CentrifugeProtobufClientCodec.Instance.Command(command)));
    }

    [Theory]
    [MemberData(nameof(ReplyNames))]
    public void Read_Reply_IsTheVector(string name)
    {
        var (id, answer) = VectorMessages.Replies[name];
        var expected = new CentrifugeMessage { Id = id, Reply = answer as CentrifugeReply, Error = answer as ErrorCode };

        AssertSame(expected, CentrifugeJsonClientCodec.Instance.ReadOne(_replyFile[name].JsonBytes));
        AssertSame(expected, CentrifugeProtobufClientCodec.Instance.ReadOne(_replyFile[name].ProtobufBytes));
    }

    [Theory]
    [MemberData(nameof(PushNames))]
    public void Read_Push_IsTheVector(string name)
    {
        var push = VectorMessages.Pushes[name];
        var expected = new CentrifugeMessage { Push = push, IsPing = push is null };

        AssertSame(expected, CentrifugeJsonClientCodec.Instance.ReadOne(_pushFile[name].JsonBytes));
        AssertSame(expected, CentrifugeProtobufClientCodec.Instance.ReadOne(_pushFile[name].ProtobufBytes));
    }

    [Fact]
    public void WriteCommand_AnyCommandInProtobuf_IsWhatOracleReads() => ForRandomMessages(messages =>
    {
        var command = messages.Command();

        using var stream = new MemoryStream(CentrifugeProtobufClientCodec.Instance.Command(command));

        Assert.Equal(OracleCommands.From(command), O.Command.Parser.ParseDelimitedFrom(stream));
        Assert.Equal(stream.Length, stream.Position);
    });

    [Fact]
    public void WriteCommand_AnyCommandInJson_IsWhatOracleReads() => ForRandomMessages(messages =>
    {
        var command = messages.Command();

        var json = CentrifugeJsonClientCodec.Instance.Command(command);

        Assert.Equal(OracleCommands.From(command), OracleJson.Read<O.Command>(json));
        Assert.DoesNotContain((byte)'\n', json);
        Assert.DoesNotContain((byte)'\r', json);
    });

    [Fact]
    public void Read_ReplyOfOracle_IsSameReply() => ForRandomMessages(messages =>
    {
        var expected = new CentrifugeMessage { Id = messages.UInt32(), Reply = messages.Reply() };

        AssertBothRead(expected, OracleReplies.From(expected.Id, expected.Reply));
    });

    [Fact]
    public void Read_PushOfOracle_IsSamePush() => ForRandomMessages(messages =>
    {
        var expected = new CentrifugeMessage { Push = messages.Push() };

        AssertBothRead(expected, new O.Reply { Push = OracleReplies.From(expected.Push) });
    });

    [Fact]
    public void Read_ErrorOfOracle_IsSameError()
    {
        foreach (var error in ErrorCodes.All)
        {
            AssertBothRead(new CentrifugeMessage { Id = 7, Error = error }, OracleReplies.From(7, error));
        }
    }

    [Theory]
    [InlineData("""{"push":{"channel":"a","new_kind":{"x":1}}}""")]
    [InlineData("""{"id":3,"new_result":{"a":[1]}}""")]
    [InlineData("""{"unknown":1}""")]
    [InlineData("""{"push":null,"error":null,"publish":null}""")]
    public void Read_UnknownJson_IsNeitherPingNorFailure(string json)
    {
        var message = CentrifugeJsonClientCodec.Instance.ReadOne(Encoding.UTF8.GetBytes(json));

        Assert.False(message.IsPing);
        Assert.Null(message.Reply);
        Assert.Null(message.Push);
        Assert.Null(message.Error);
    }

    [Theory]
    [InlineData("""{"push":{"pub":{"data":1,"time":-1}}}""")]
    [InlineData("""{"push":{"pub":{"data":1,"time":9223372036854775807}}}""")]
    [InlineData("""{"id":"1"}""")]
    [InlineData("""{"id":1,"subscribe":{"publications":[1]}}""")]
    [InlineData("[]")]
    [InlineData("{}}")]
    public void Read_WrongJson_IsMalformed(string json) =>
        Assert.Equal(MessageReadStatus.Malformed, CentrifugeJsonClientCodec.Instance.ReadAll(Encoding.UTF8.GetBytes(json)).Last);

    private static void AssertBothRead(CentrifugeMessage expected, O.Reply reply)
    {
        using var stream = new MemoryStream();
        reply.WriteDelimitedTo(stream);
        AssertSame(expected, CentrifugeProtobufClientCodec.Instance.ReadOne(stream.ToArray()));
        AssertSame(expected, CentrifugeJsonClientCodec.Instance.ReadOne(Encoding.UTF8.GetBytes(OracleJson.Write(reply))));
    }

    // What the wire does not carry is the same on both sides: whether it was JSON, an epoch with each publication, nothing and an empty map.
    private static void AssertSame(CentrifugeMessage expected, CentrifugeMessage actual) => Assert.Equal(Carried(expected), Carried(actual));

    private static string Carried(CentrifugeMessage message) => Describe.Text(message)
        .Replace("IsJson=false", "IsJson=true", StringComparison.Ordinal)
        .Replace("Epoch=null", "Epoch=''", StringComparison.Ordinal)
        .Replace("Tags=null", "Tags={}", StringComparison.Ordinal)
        .Replace("Subscriptions=null", "Subscriptions={}", StringComparison.Ordinal)
        .Replace("Epoch='e1', Event", "Epoch='', Event", StringComparison.Ordinal);

    private static void ForRandomMessages(Action<RandomMessages> test) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => test(new RandomMessages(seed))));
}
