using System.Text;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Tests.Support;

namespace Switchboard.Wire.Tests.Centrifuge;

/// <summary>What publications look like to clients that take deltas.</summary>
public sealed class DeltaPushTests
{
    private static readonly Publication _publication = new() { Data = "{\"a\":\"é\\n\"}"u8.ToArray(), Offset = 3 };

    [Theory]
    [InlineData(PayloadForm.Plain, """{"push":{"channel":"c","pub":{"data":{"a":"é\n"},"offset":3}}}""")]
    [InlineData(PayloadForm.Text, """{"push":{"channel":"c","pub":{"data":"{\"a\":\"é\\n\"}","offset":3}}}""")]
    [InlineData(PayloadForm.Delta, """{"push":{"channel":"c","pub":{"data":"{\"a\":\"é\\n\"}","offset":3,"delta":true}}}""")]
    public void WritePush_Json_HasTheBytesInAString(PayloadForm form, string expected)
        => Assert.Equal(expected, JsonOf(new PublicationPush("c", _publication) { Form = form }));

    [Fact]
    public void WritePush_JsonWithoutData_SaysNullInAString()
    {
        var removal = new Publication { Data = default, Key = "k", IsRemoval = true };
        var binary = new Publication { Data = new byte[] { 255 }, IsJson = false };

        Assert.Equal("""{"push":{"channel":"c","pub":{"data":"null","key":"k","removed":true}}}""", JsonOf(new PublicationPush("c", removal) { Form = PayloadForm.Text }));
        Assert.Equal("""{"push":{"channel":"c","pub":{"data":"null"}}}""", JsonOf(new PublicationPush("c", binary) { Form = PayloadForm.Text }));
    }

    [Fact]
    public void WritePush_Protobuf_MarksDeltasAlone()
    {
        byte[] Bytes(PayloadForm form) => CentrifugeProtobufCodec.Instance.Push(new PublicationPush("c", _publication) { Form = form });

        var plain = Bytes(PayloadForm.Plain);
        Assert.Equal(plain, Bytes(PayloadForm.Text));
        Assert.Equal(plain.Length + 2, Bytes(PayloadForm.Delta).Length);
        Assert.Contains("4001", Convert.ToHexString(Bytes(PayloadForm.Delta)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PayloadForm.Plain)]
    [InlineData(PayloadForm.Delta)]
    public void ReadPush_OfEitherWire_KnowsDeltas(PayloadForm form)
    {
        var push = new PublicationPush("c", _publication with { Data = "\"1\""u8.ToArray() }) { Form = form };

        Assert.Equal(form, FormOf(CentrifugeJsonClientCodec.Instance, CentrifugeJsonCodec.Instance.Push(push)));
        Assert.Equal(form, FormOf(CentrifugeProtobufClientCodec.Instance, CentrifugeProtobufCodec.Instance.Push(push)));
    }

    [Fact]
    public void WriteReply_DeltasAreGranted_PublicationsAndStateAreStrings()
    {
        var reply = new SubscribeReply { Delta = true, Publications = [_publication], State = [_publication with { Key = "k" }] };

        Assert.Equal(
            """{"id":1,"subscribe":{"publications":[{"data":"{\"a\":\"é\\n\"}","offset":3}],"delta":true,"state":[{"data":"{\"a\":\"é\\n\"}","offset":3,"key":"k"}]}}""",
            Encoding.UTF8.GetString(CentrifugeJsonCodec.Instance.Reply(1, reply)));
    }

    private static PayloadForm? FormOf(ICentrifugeClientCodec codec, ReadOnlyMemory<byte> frame)
    {
        Assert.Equal(MessageReadStatus.Message, codec.Read(ref frame, out var message));
        return (message.Push as PublicationPush)?.Form;
    }

    private static string JsonOf(CentrifugePush push) => Encoding.UTF8.GetString(CentrifugeJsonCodec.Instance.Push(push));
}
