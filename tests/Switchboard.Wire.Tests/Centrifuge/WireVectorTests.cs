using System.Text.Json;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Tests.Support;

namespace Switchboard.Wire.Tests.Centrifuge;

/// <summary>The messages in tests/wire-vectors, whose Protobuf was encoded by another implementation from the protocol's definition.</summary>
public sealed class WireVectorTests
{
    private static readonly IReadOnlyDictionary<string, WireVector> _commandFile = WireVector.Load("commands.json");
    private static readonly IReadOnlyDictionary<string, WireVector> _replyFile = WireVector.Load("replies.json");
    private static readonly IReadOnlyDictionary<string, WireVector> _pushFile = WireVector.Load("pushes.json");

    public static TheoryData<string> CommandNames => [.. _commandFile.Keys];

    public static TheoryData<string> ReplyNames => [.. _replyFile.Keys];

    public static TheoryData<string> PushNames => [.. _pushFile.Keys];

    [Fact]
    public void Files_AllOfThem_CoverTheKnownMessages()
    {
        Assert.Equal(VectorMessages.Commands.Keys, _commandFile.Keys, StringComparer.Ordinal);
        Assert.Equal(VectorMessages.Replies.Keys, _replyFile.Keys, StringComparer.Ordinal);
        Assert.Equal(VectorMessages.Pushes.Keys, _pushFile.Keys, StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void Read_Command_IsTheSameInBothEncodings(string name)
    {
        var vector = _commandFile[name];
        var expected = Describe.Text(VectorMessages.Commands[name]);

        Assert.Equal(expected, Describe.Text(CentrifugeJsonCodec.Instance.ReadOne(vector.JsonBytes)));
        Assert.Equal(expected, Describe.Text(CentrifugeProtobufCodec.Instance.ReadOne(vector.ProtobufBytes)));
    }

    [Theory]
    [MemberData(nameof(ReplyNames))]
    public void WriteReply_Reply_IsTheVector(string name)
    {
        var vector = _replyFile[name];
        var (id, answer) = VectorMessages.Replies[name];

        AssertJson(vector, Write(CentrifugeJsonCodec.Instance, id, answer));
        Assert.Equal(vector.Protobuf, Convert.ToHexStringLower(Write(CentrifugeProtobufCodec.Instance, id, answer)));
    }

    [Theory]
    [MemberData(nameof(PushNames))]
    public void WritePush_Push_IsTheVector(string name)
    {
        var vector = _pushFile[name];
        var push = VectorMessages.Pushes[name];

        AssertJson(vector, Write(CentrifugeJsonCodec.Instance, push));
        Assert.Equal(vector.Protobuf, Convert.ToHexStringLower(Write(CentrifugeProtobufCodec.Instance, push)));
    }

    [Fact]
    public void WriteUnidirectional_EveryPush_IsTheVectorWithoutItsWrapper()
    {
        foreach (var (name, push) in VectorMessages.Pushes)
        {
            if (push is null)
            {
                continue;
            }

            using var vector = JsonDocument.Parse(_pushFile[name].Json);
            using var written = JsonDocument.Parse(CodecExtensions.Unidirectional(push));
            Assert.True(JsonElement.DeepEquals(vector.RootElement.GetProperty("push"), written.RootElement), name);
        }
    }

    private static byte[] Write(ICentrifugeCodec codec, uint id, object answer) =>
        answer is ErrorCode error ? codec.Error(id, error) : codec.Reply(id, (CentrifugeReply)answer);

    private static byte[] Write(ICentrifugeCodec codec, CentrifugePush? push) => push is null ? codec.Ping.ToArray() : codec.Push(push);

    private static void AssertJson(WireVector vector, byte[] written)
    {
        using var expected = JsonDocument.Parse(vector.Json);
        using var actual = JsonDocument.Parse(written);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement), actual.RootElement.GetRawText());
    }
}
