using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Tests.Support;
using O = Switchboard.Wire.Tests.Oracle;

namespace Switchboard.Wire.Tests.Centrifuge;

/// <summary>Random messages, with Google's Protobuf implementation as the judge of both codecs.</summary>
public sealed class OracleTests
{
    [Fact]
    public void Read_CommandOfOracleInProtobuf_IsSameCommand() => ForRandomMessages(messages =>
    {
        var command = messages.Command();

        var read = CentrifugeProtobufCodec.Instance.ReadOne(Delimited(OracleCommands.From(command)));

        Assert.Equal(Describe.Text(command), Describe.Text(read));
    });

    [Fact]
    public void Read_CommandOfOracleInJson_IsSameCommand() => ForRandomMessages(messages =>
    {
        var command = messages.Command();

        var read = CentrifugeJsonCodec.Instance.ReadOne(Encoding.UTF8.GetBytes(OracleJson.Write(OracleCommands.From(command))));

        Assert.Equal(Describe.Text(command), Describe.Text(read));
    });

    [Fact]
    public void TryReadConnect_RequestOfOracle_IsSameRequest() => ForRandomMessages(messages =>
    {
        if (messages.Command() is not ConnectCommand command)
        {
            return;
        }

        var json = OracleJson.Write(OracleCommands.From(command).Connect);

        Assert.True(CentrifugeJsonCodec.TryReadConnect(Encoding.UTF8.GetBytes(json), out var read));
        Assert.Equal(Describe.Text(command with { Id = 0 }), Describe.Text(read));
    });

    [Fact]
    public void TryReadEmulation_RequestOfOracleInProtobuf_IsSameRequest() => ForRandomMessages(messages =>
    {
        var request = messages.Emulation();

        Assert.True(CentrifugeProtobufCodec.TryReadEmulation(OracleCommands.From(request).ToByteArray(), out var read));
        Assert.Equal(Describe.Text(request), Describe.Text(read));
    });

    [Fact]
    public void WriteReply_AnyReplyInProtobuf_IsWhatOracleReads() => ForRandomMessages(messages =>
    {
        var (id, reply) = (messages.UInt32(), messages.Reply());

        var read = Parse(CentrifugeProtobufCodec.Instance.Reply(id, reply));

        Assert.Equal(OracleReplies.From(id, reply), read);
    });

    [Fact]
    public void WriteReply_AnyReplyInJson_IsWhatOracleReads() => ForRandomMessages(messages =>
    {
        var (id, reply) = (messages.UInt32(), messages.Reply());

        var json = CentrifugeJsonCodec.Instance.Reply(id, reply);

        Assert.Equal(OracleReplies.From(id, reply), OracleJson.Read<O.Reply>(json));
        Assert.DoesNotContain((byte)'\n', json);
        Assert.DoesNotContain((byte)'\r', json);
    });

    [Fact]
    public void WritePush_AnyPushInProtobuf_IsWhatOracleReads() => ForRandomMessages(messages =>
    {
        var push = messages.Push();

        var read = Parse(CentrifugeProtobufCodec.Instance.Push(push));

        Assert.Equal(new O.Reply { Push = OracleReplies.From(push) }, read);
    });

    [Fact]
    public void WritePush_AnyPushInJson_IsWhatOracleReads() => ForRandomMessages(messages =>
    {
        var push = messages.Push();

        var json = CentrifugeJsonCodec.Instance.Push(push);

        Assert.Equal(new O.Reply { Push = OracleReplies.From(push) }, OracleJson.Read<O.Reply>(json));
        Assert.DoesNotContain((byte)'\n', json);
        Assert.DoesNotContain((byte)'\r', json);
    });

    [Fact]
    public void WriteUnidirectional_AnyPush_IsWhatOracleReads() => ForRandomMessages(messages =>
    {
        var push = messages.Push();

        var json = CodecExtensions.Unidirectional(push);

        Assert.Equal(OracleReplies.From(push), OracleJson.Read<O.Push>(json));
    });

    [Fact]
    public void WriteError_EveryCodeOfCatalogue_IsWhatOracleReads()
    {
        foreach (var error in ErrorCodes.All)
        {
            var expected = OracleReplies.From(7, error);

            Assert.Equal(expected, Parse(CentrifugeProtobufCodec.Instance.Error(7, error)));
            Assert.Equal(expected, OracleJson.Read<O.Reply>(CentrifugeJsonCodec.Instance.Error(7, error)));
        }
    }

    private static void ForRandomMessages(Action<RandomMessages> test) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => test(new RandomMessages(seed))));

    private static byte[] Delimited(O.Command command)
    {
        using var stream = new MemoryStream();
        command.WriteDelimitedTo(stream);
        return stream.ToArray();
    }

    private static O.Reply Parse(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var reply = O.Reply.Parser.ParseDelimitedFrom(stream);
        Assert.Equal(bytes.Length, stream.Position);
        return reply;
    }
}
