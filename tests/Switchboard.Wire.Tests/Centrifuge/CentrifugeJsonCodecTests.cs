using System.Text;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Tests.Support;

namespace Switchboard.Wire.Tests.Centrifuge;

public sealed class CentrifugeJsonCodecTests
{
    private static readonly CentrifugeJsonCodec _codec = CentrifugeJsonCodec.Instance;

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{\"id\":1,}")]
    [InlineData("{\"id\":1}x")]
    [InlineData("{\"id\":-1}")]
    [InlineData("{\"id\":4294967296}")]
    [InlineData("{\"id\":1.5}")]
    [InlineData("{\"id\":\"1\"}")]
    [InlineData("{\"id\":1,\"ping\":true}")]
    [InlineData("{\"id\":1,\"connect\":[]}")]
    [InlineData("{\"id\":1,\"connect\":{\"token\":1}}")]
    [InlineData("{\"id\":1,\"connect\":{\"subs\":[]}}")]
    [InlineData("{\"id\":1,\"connect\":{\"subs\":{\"a\":1}}}")]
    [InlineData("{\"id\":1,\"connect\":{\"headers\":{\"a\":1}}}")]
    [InlineData("{\"id\":1,\"subscribe\":{\"recover\":1}}")]
    [InlineData("{\"id\":1,\"subscribe\":{\"offset\":-1}}")]
    [InlineData("{\"id\":1,\"subscribe\":{\"offset\":18446744073709551616}}")]
    [InlineData("{\"id\":1,\"subscribe\":{\"tf\":{\"nodes\":{}}}}")]
    [InlineData("{\"id\":1,\"subscribe\":{\"tf\":{\"nodes\":[null]}}}")]
    [InlineData("{\"id\":1,\"subscribe\":{\"tf\":{\"vals\":[1]}}}")]
    [InlineData("{\"id\":1,\"history\":{\"since\":7}}")]
    [InlineData("{\"id\":1,\"history\":{\"limit\":2147483648}}")]
    [InlineData("{\"id\":1,\"publish\":{\"channel\":\"\\ud800\"}}")]
    [InlineData("{\"id\":1,\"publish\":{\"data\":\"a\nb\"}}")]
    [InlineData("{\"id\":1,\"publish\":{\"data\":01}}")]
    [InlineData("// comment\n{}")]
    public void Read_WrongShape_IsMalformed(string json) => AssertMalformed(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Read_NestingWithoutEnd_IsMalformed()
    {
        AssertMalformed(Publish(new string('[', 100_000) + new string(']', 100_000)));
        AssertMalformed(Encoding.UTF8.GetBytes(
            "{\"id\":1,\"subscribe\":{\"tf\":" + string.Concat(Enumerable.Repeat("{\"nodes\":[", 1000)) + string.Concat(Enumerable.Repeat("]}", 1000)) + "}}"));
    }

    [Fact]
    public void Read_TagFilterOfHundredNodes_IsTheMost()
    {
        Assert.IsType<SubscribeCommand>(_codec.ReadOne(Filter(nodes: 100)));
        AssertMalformed(Filter(nodes: 101));
    }

    [Fact]
    public void Read_PayloadThatIsNotUtf8_IsMalformed() => AssertMalformed([.. "{\"publish\":{\"data\":\""u8, 0xC3, 0x28, .. "\"}}"u8]);

    [Fact]
    public void Read_ChannelThatIsNotUtf8_IsMalformed() => AssertMalformed([.. "{\"publish\":{\"channel\":\""u8, 0xFF, .. "\"}}"u8]);

    [Theory]
    [InlineData("{\"id\":0}")]
    [InlineData("{\"id\":null,\"publish\":null}")]
    [InlineData("{\"later\":{\"x\":[1]}}")]
    public void Read_NeitherIdNorRequest_IsPong(string json) => Assert.Same(PongCommand.Instance, Read(json));

    [Theory]
    [InlineData("{\"id\":7,\"later\":{}}", 7)]
    [InlineData("{\"id\":7,\"publish\":null}", 7)]
    public void Read_IdWithoutKnownRequest_IsUnknown(string json, int id) => Assert.Equal(new UnknownCommand((uint)id), Read(json));

    [Fact]
    public void Read_IdOfZero_IsGivenToTheCommand() => Assert.Equal(new PresenceCommand(0, "c"), Read("{\"id\":0,\"presence\":{\"channel\":\"c\"}}"));

    [Fact]
    public void Read_DuplicateFields_TakesTheLast() => Assert.Equal(
        new PresenceCommand(2, "b"),
        Read("{\"id\":1,\"presence\":{\"channel\":\"x\"},\"id\":2,\"presence\":{\"channel\":\"a\",\"channel\":\"b\"}}"));

    [Fact]
    public void Read_EscapedNames_AreTheSameNames() =>
        Assert.Equal(new PresenceCommand(1, "a/b"), Read("{\"\\u0069d\":1,\"pres\\u0065nce\":{\"ch\\u0061nnel\":\"a\\/b\"}}"));

    [Fact]
    public void Read_NullFields_AreDefaults() => Assert.Equal(
        Describe.Text(new SubscribeCommand(1, "")),
        Describe.Text(Read("{\"id\":1,\"subscribe\":{\"channel\":null,\"recover\":null,\"offset\":null,\"data\":null,\"tf\":null,\"flag\":null,\"type\":null}}")));

    [Theory]
    [InlineData("{ \"a\" : [1,  2] }", "{ \"a\" : [1,  2] }")]
    [InlineData("{\n  \"a\": [ 1,\r\n\t2 ]\n}", "{\"a\":[1,2]}")]
    [InlineData("[\n\" \\\" \\\\\", \"\\n \"]", "[\" \\\" \\\\\",\"\\n \"]")]
    [InlineData("-1.50E+400", "-1.50E+400")]
    public void Read_Payload_IsVerbatimUnlessItHasLineBreaks(string data, string expected)
    {
        var command = Assert.IsType<PublishCommand>(_codec.ReadOne(Publish(data)));

        Assert.Equal(expected, Encoding.UTF8.GetString(command.Data.Span));
    }

    [Fact]
    public void Read_PayloadAfterward_IsACopy()
    {
        var message = Publish("[1]");
        var command = Assert.IsType<PublishCommand>(_codec.ReadOne(message));

        message.AsSpan().Fill((byte)'x');

        Assert.Equal("[1]", Encoding.UTF8.GetString(command.Data.Span));
    }

    [Fact]
    public void Read_MalformedAfterCommand_StillGivesTheCommand()
    {
        var (commands, last) = _codec.ReadAll(Encoding.UTF8.GetBytes("{\"id\":1,\"ping\":{}}\n[]\n{\"id\":2,\"ping\":{}}"));

        Assert.Equal(CommandReadStatus.Malformed, last);
        Assert.Equal(new PingCommand(1), Assert.Single(commands));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{\"token\":1}")]
    public void TryReadConnect_NotOneRequest_IsFalse(string json)
    {
        Assert.False(CentrifugeJsonCodec.TryReadConnect(Encoding.UTF8.GetBytes(json), out var command));
        Assert.Null(command);
    }

    [Fact]
    public void TryReadConnect_SpaceAroundRequest_IsIgnored()
    {
        Assert.True(CentrifugeJsonCodec.TryReadConnect(" {\"token\":\"t\"}\n"u8.ToArray(), out var command));
        Assert.Equal("t", command.Token);
    }

    [Fact]
    public void TryReadEmulation_DataWithSeveralCommands_HoldsThem()
    {
        var json = """{"session":"s","node":"n","data":"{\"id\":1,\"ping\":{}}\n{\"id\":2,\"presence\":{\"channel\":\"\u00e9\"}}"}"""u8.ToArray();

        Assert.True(CentrifugeJsonCodec.TryReadEmulation(json, out var request));

        Assert.Equal(("s", "n"), (request.Session, request.Node));
        Assert.Equal([new PingCommand(1), new PresenceCommand(2, "é")], _codec.ReadAll(request.Data).Commands);
    }

    [Theory]
    [InlineData("{\"data\":{}}")]
    [InlineData("{\"data\":\"\\ud800\"}")]
    [InlineData("{\"session\":1}")]
    [InlineData("{} {}")]
    public void TryReadEmulation_NotARequest_IsFalse(string json) =>
        Assert.False(CentrifugeJsonCodec.TryReadEmulation(Encoding.UTF8.GetBytes(json), out _));

    [Theory]
    [InlineData("{\n \"a\": 1\n}", "{\"a\":1}")]
    [InlineData("not\njson\r", "notjson")]
    [InlineData("\"\\\n\"", "\"\\\"")]
    public void WritePush_PayloadWithLineBreaks_HasNoneOfThem(string payload, string expected)
    {
        var json = _codec.Push(new MessagePush(Encoding.UTF8.GetBytes(payload)));

        Assert.Equal($"{{\"push\":{{\"message\":{{\"data\":{expected}}}}}}}", Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void WritePush_PublicationThatIsNotJson_HasNullData()
    {
        var json = _codec.Push(new PublicationPush("c", new Publication { Data = new byte[] { 0xFF, 0 }, IsJson = false }));

        Assert.Equal("{\"push\":{\"channel\":\"c\",\"pub\":{\"data\":null}}}", Encoding.UTF8.GetString(json));
    }

    [Fact]
    public void WriteReply_AfterAWriteThatFailed_IsWhole()
    {
        Assert.ThrowsAny<Exception>(() => _codec.Reply(1, new HistoryReply([null!], default)));

        Assert.Equal("{\"id\":2,\"ping\":{}}", Encoding.UTF8.GetString(_codec.Reply(2, EmptyReply.Ping)));
    }

    private static CentrifugeCommand Read(string json) => _codec.ReadOne(Encoding.UTF8.GetBytes(json));

    private static byte[] Publish(string data) => Encoding.UTF8.GetBytes($"{{\"id\":1,\"publish\":{{\"channel\":\"c\",\"data\":{data}}}}}");

    private static byte[] Filter(int nodes) => Encoding.UTF8.GetBytes(
        $"{{\"id\":1,\"subscribe\":{{\"tf\":{{\"op\":\"or\",\"nodes\":[{string.Join(',', Enumerable.Repeat("{}", nodes - 1))}]}}}}}}");

    private static void AssertMalformed(byte[] bytes) => Assert.Equal(CommandReadStatus.Malformed, _codec.ReadAll(bytes).Last);
}
