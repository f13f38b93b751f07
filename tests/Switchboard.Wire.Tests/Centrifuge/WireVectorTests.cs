using System.Text.Json;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Tests.Support;

namespace Switchboard.Wire.Tests.Centrifuge;

/// <summary>The messages in tests/wire-vectors, whose Protobuf was encoded by another implementation from the protocol's definition.</summary>
public sealed class WireVectorTests
{
    private static readonly IReadOnlyDictionary<string, WireVector> CommandFile = WireVector.Load("commands.json");
    private static readonly IReadOnlyDictionary<string, WireVector> ReplyFile = WireVector.Load("replies.json");
    private static readonly IReadOnlyDictionary<string, WireVector> PushFile = WireVector.Load("pushes.json");

    public static TheoryData<string> CommandNames => [.. CommandFile.Keys];

    public static TheoryData<string> ReplyNames => [.. ReplyFile.Keys];

    public static TheoryData<string> PushNames => [.. PushFile.Keys];

    [Fact]
    public void Files_AllOfThem_CoverTheKnownMessages()
    {
        Assert.Equal(VectorMessages.Commands.Keys, CommandFile.Keys, StringComparer.Ordinal);
        Assert.Equal(VectorMessages.Replies.Keys, ReplyFile.Keys, StringComparer.Ordinal);
        Assert.Equal(VectorMessages.Pushes.Keys, PushFile.Keys, StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void Read_Command_IsTheSameInBothEncodings(string name)
    {
        var vector = CommandFile[name];
        var expected = Describe.Text(VectorMessages.Commands[name]);

        Assert.Equal(expected, Describe.Text(CentrifugeJsonCodec.Instance.ReadOne(vector.JsonBytes)));
        Assert.Equal(expected, Describe.Text(CentrifugeProtobufCodec.Instance.ReadOne(vector.ProtobufBytes)));
    }

    [Theory]
    [MemberData(nameof(ReplyNames))]
    public void WriteReply_Reply_IsTheVector(string name)
    {
        var vector = ReplyFile[name];
        var (id, answer) = VectorMessages.Replies[name];

        AssertJson(vector, Write(CentrifugeJsonCodec.Instance, id, answer));
        Assert.Equal(vector.Protobuf, Convert.ToHexStringLower(Write(CentrifugeProtobufCodec.Instance, id, answer)));
    }

    [Theory]
    [MemberData(nameof(PushNames))]
    public void WritePush_Push_IsTheVector(string name)
    {
        var vector = PushFile[name];
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

            using var vector = JsonDocument.Parse(PushFile[name].Json);
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
