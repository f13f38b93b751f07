using Switchboard.Diagnostics.Redaction;
using Xunit;

namespace Switchboard.Tests.Diagnostics.Redaction;

public sealed class SecretQueryTests
{
    [Theory]
    [InlineData("GET http://a/connection/websocket?ws_token=sesame - -", "GET http://a/connection/websocket?ws_token=*** - -")]
    [InlineData("?a=1&token=sesame&b=2", "?a=1&token=***&b=2")]
    [InlineData("?TOKEN=sesame", "?TOKEN=***")]
    [InlineData("?ws%5Ftoken=sesame&cf%5fconnect=sesame", "?ws%5Ftoken=***&cf%5fconnect=***")]
    [InlineData("?cf_connect={\"token\":\"sesame\"}", "?cf_connect=***")]
    [InlineData("?cf_connect=%7B%22token%22%3A%22sesame%22%7D", "?cf_connect=***")]
    [InlineData("?ticket=sesame#end", "?ticket=***#end")]
    [InlineData("?auth=sesame=sesame", "?auth=***")]
    [InlineData("?token=sesame&token=sesame", "?token=***&token=***")]
    public void Redact_Secret_IsHidden(string text, string expected) => Assert.Equal(expected, SecretQuery.Redact(text));

    [Theory]
    [InlineData("")]
    [InlineData("token=1 of a sentence")]
    [InlineData("?tokens=1&myauth=2&authority=3")]
    [InlineData("?token=&a=b")]
    public void Redact_AnythingElse_Stays(string text) => Assert.Equal(text, SecretQuery.Redact(text));
}
