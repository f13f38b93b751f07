using System.Text;
using Switchboard.Security;
using Xunit;

namespace Switchboard.Tests.Security;

public sealed class TokenFormTests
{
    private const string Payload = """{"sub":"42","info":{"name":"Ada"}}""";

    private static readonly string _good = TokenFactory.Create(Payload);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Malformed => new(
        "",
        ".",
        "..",
        "...",
        "a.b.c",
        " " + _good,
        _good + "\n",
        _good + "=",
        _good + ".",
        _good + ".e30",
        _good + ".e30.e30",
        "." + _good,
        _good[..^1],
        _good[.._good.LastIndexOf('.')],
        _good[..(_good.LastIndexOf('.') + 1)],
        _good[_good.IndexOf('.', StringComparison.Ordinal)..],
        _good.Replace('.', ':'),
        "\u0000.\uD800.é",
        "%%%%.%%%%.%%%%",
        Signed("no JSON"),
        Signed("[1]"),
        Signed("null"),
        Signed("\"text\""),
        Signed("{\"sub\":\"42\"}trailing"),
        Signed("{\"sub\":\"42\""),
        Signed(""),
        SignedHeader("[]"),
        SignedHeader("{}"),
        SignedHeader("""{"alg":1}"""),
        SignedHeader("""{"alg":null}"""),
        SignedHeader("""{"alg":["HS256"]}"""),
        SignedHeader("""{"alg":"HS256","crit":["exp"]}"""),
        SignedHeader("""{"alg":"HS256","crit":["b64"],"b64":false}"""),
        SignedHeader("""{"alg":"dir","enc":"A256GCM"}"""),
        SignedHeader("""{"alg":"HS256","crit":null}"""),
        SignedHeader("""{"alg":"HS256","crit":[]}"""),
        SignedHeader("nothing"));

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task ValidateConnection_Malformed_IsInvalid(string token)
    {
        using var bench = TokenBench.WithSecret();

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(token, Cancellation));
    }

    [Fact]
    public async Task ValidateConnection_PayloadThatIsNotUtf8_IsInvalid()
    {
        using var bench = TokenBench.WithSecret();
        byte[] payload = [.. "{\"info\":\""u8, 0xC3, 0x28, .. "\"}"u8];

        var token = TokenFactory.Sign(TokenFactory.Header("HS256"), payload, TokenFactory.SignerOf("HS256"));

        Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(token, Cancellation));
    }

    [Theory]
    [InlineData(0, nameof(TokenFailure.None))]
    [InlineData(1, nameof(TokenFailure.Invalid))]
    public async Task ValidateConnection_LengthAroundTheLimit_IsHeldToIt(int over, string expected)
    {
        using var bench = TokenBench.WithSecret(options => options.MaxTokenBytes = _good.Length - over);

        Assert.Equal(expected, (await bench.JudgeAsync(_good, Cancellation)).ToString());
    }

    [Fact]
    public async Task ValidateConnection_Refused_LogsTheReasonAndNothingOfTheToken()
    {
        using var bench = TokenBench.WithSecret(options => options.Issuer = "https://expected.example");
        string[] tokens = [_good, _good[..^4] + "AAAA", "header.Payload.signature", TokenFactory.Create("""{"sub":42}"""), TokenFactory.Create("RS256", Payload)];

        foreach (var token in tokens)
        {
            Assert.Equal(TokenFailure.Invalid, await bench.JudgeAsync(token, Cancellation));
        }

        Assert.Equal(
            ["Issuer", "Signature", "Malformed", "Claims", "Algorithm"],
            bench.Log.Entries.Select(entry => entry.Text.Replace("A connection token was refused: ", "", StringComparison.Ordinal)),
            StringComparer.Ordinal);
        Assert.All(bench.Log.Entries, entry => Assert.Equal((Microsoft.Extensions.Logging.LogLevel.Debug, 300), (entry.Level, entry.Id)));
    }

    private static string Signed(string payload) =>
        TokenFactory.Sign(TokenFactory.Header("HS256"), Encoding.UTF8.GetBytes(payload), TokenFactory.SignerOf("HS256"));

    private static string SignedHeader(string header) => TokenFactory.Sign(header, Payload, TokenFactory.SignerOf("HS256"));
}
