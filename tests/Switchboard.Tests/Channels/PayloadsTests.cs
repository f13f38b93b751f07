using System.Text;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Results;
using Xunit;

namespace Switchboard.Tests.Channels;

public sealed class PayloadsTests
{
    [Theory]
    [InlineData("{}", true)]
    [InlineData("[1,2]", true)]
    [InlineData("\"text\"", true)]
    [InlineData("null", true)]
    [InlineData(" 1 ", true)]
    [InlineData("{\"ü\":\"ß\"}", true)]
    [InlineData("\"\\ud800\"", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("{", false)]
    [InlineData("{}{}", false)]
    [InlineData("1 2", false)]
    [InlineData("{\"a\":1,}", false)]
    [InlineData("// c\n1", false)]
    [InlineData("\"a\nb\"", false)]
    [InlineData("text", false)]
    public void IsJson_Text_IsOneValueOrNot(string text, bool expected) => Assert.Equal(expected, JsonBytes.IsValid(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xFF, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xC3, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' })]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    public void IsJson_InvalidUtf8InAString_IsNot(byte[] data) => Assert.False(JsonBytes.IsValid(data));

    [Fact]
    public void IsJson_NestedDeeply_IsAllTheSame() => Assert.True(JsonBytes.IsValid(Nested(100_000)));

    [Theory]
    [InlineData("5", 1, false)]
    [InlineData("[[]]", 2, false)]
    [InlineData("[[]]", 1, true)]
    [InlineData("[{\"a\":[1]},[],[]]", 3, false)]
    [InlineData("[{\"a\":[1]},[],[]]", 2, true)]
    [InlineData("[\"[[[[[{{{{\",[],[],[],[]]", 2, false)]
    [InlineData("[[[ no json", 5, false)]
    public void Exceeds_Depth_CountsWhatIsOpenAtOnce(string json, int limit, bool expected)
        => Assert.Equal(expected, JsonDepth.Exceeds(Encoding.UTF8.GetBytes(json), limit));

    [Theory]
    [InlineData(PayloadKind.Json)]
    [InlineData(PayloadKind.Any)]
    public void Check_NestedDeeperThanAllowed_IsRefusedByName(PayloadKind kind)
    {
        var space = NamespaceSettings.From("n", new NamespaceOptions { Payload = kind });
        Assert.True(Payloads.Check(Nested(56), isCheckedJson: false, space, maxDepth: 56).IsSuccess);

        var error = Payloads.Check(Nested(57), isCheckedJson: true, space, maxDepth: 56).Error!;

        Assert.Equal(ErrorCodes.BadRequest.Code, error.Code);
        Assert.Contains("data is nested deeper than limits.payloadDepth (56)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"a\": \"\\n\",\r\n \"ü\": 1.50\n}", "{  \"a\": \"\\n\", \"ü\": 1.50}")]
    [InlineData("[\n\"\\ud800\"]", "[\"\\ud800\"]")]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    public void OnOneLine_Json_LosesOnlyItsLineBreaks(string json, string expected)
        => Assert.Equal(expected, Encoding.UTF8.GetString(JsonBytes.OnOneLine(Encoding.UTF8.GetBytes(json)).Span));

    [Theory]
    [InlineData(PayloadKind.Json, "1", true, true)]
    [InlineData(PayloadKind.Json, "x", false, false)]
    [InlineData(PayloadKind.JsonObject, " \n{}", true, true)]
    [InlineData(PayloadKind.JsonObject, "[]", false, false)]
    [InlineData(PayloadKind.JsonObject, "{", false, false)]
    [InlineData(PayloadKind.Any, "{}", true, true)]
    [InlineData(PayloadKind.Any, "x\ny", true, false)]
    public void Check_Payload_IsHeldToItsKind(PayloadKind kind, string text, bool accepted, bool isJson)
    {
        var result = Payloads.Check(Encoding.UTF8.GetBytes(text), isCheckedJson: false, Space(kind), maxDepth: 56);

        Assert.Equal(accepted, result.IsSuccess);
        Assert.Equal(isJson, result.Value.IsJson);
        if (kind == PayloadKind.Any && !isJson)
        {
            Assert.Equal(text, Encoding.UTF8.GetString(result.Value.Data.Span));
        }
        else if (accepted)
        {
            Assert.DoesNotContain('\n', Encoding.UTF8.GetString(result.Value.Data.Span));
        }
    }

    [Fact]
    public void Check_EmptyOrTooLarge_IsRefused()
    {
        Assert.Equal(InvalidField.Missing("data"), Payloads.Check(default, isCheckedJson: false, Space(PayloadKind.Any), maxDepth: 56).Error);
        Assert.True(Payloads.Check(new byte[10], isCheckedJson: false, Space(PayloadKind.Any), maxDepth: 56).IsSuccess);
        Assert.Equal(ErrorCodes.LimitExceeded, Payloads.Check(new byte[11], isCheckedJson: false, Space(PayloadKind.Any), maxDepth: 56).Error);
    }

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

    private static NamespaceSettings Space(PayloadKind kind)
        => NamespaceSettings.From("n", new NamespaceOptions { Payload = kind, MaxPayloadBytes = 10 });
}
