using Switchboard.Names;
using Xunit;

namespace Switchboard.Tests.Names;

public sealed class OriginTests
{
    [Theory]
    [InlineData("https://example.com", "https", "example.com", 443)]
    [InlineData("HTTP://Example.COM:8000", "http", "example.com", 8000)]
    [InlineData("http://127.0.0.1", "http", "127.0.0.1", 80)]
    [InlineData("http://[::1]:80", "http", "[::1]", 80)]
    [InlineData("capacitor://localhost", "capacitor", "localhost", 0)]
    public void Parse_Origin_IsRead(string text, string scheme, string host, int port)
    {
        Assert.True(Origin.TryParse(text, out var origin));
        Assert.Equal(new Origin(scheme, host, port), origin);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("example.com")]
    [InlineData("://example.com")]
    [InlineData("https://")]
    [InlineData("https://example.com/")]
    [InlineData("https://a@example.com")]
    [InlineData("https://example.com?a")]
    [InlineData("https://example.com#a")]
    [InlineData("https://example.com\\a")]
    [InlineData("https://example.com:")]
    [InlineData("https://example.com:1:2")]
    [InlineData("https://example.com:+1")]
    [InlineData("https://example.com:123456")]
    [InlineData("https://a.com,https://b.com")]
    [InlineData("https://a.com https://b.com")]
    [InlineData(" https://a.com")]
    [InlineData("https://a..com")]
    [InlineData("https://.a.com")]
    [InlineData("https://ä.com")]
    [InlineData("http://[::1")]
    [InlineData("http://[a/b]")]
    public void Parse_AnythingElse_IsRefused(string text) => Assert.False(Origin.TryParse(text, out _));
}
