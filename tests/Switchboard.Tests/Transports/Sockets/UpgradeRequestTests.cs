using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchboard.Transports.Sockets;
using Xunit;

namespace Switchboard.Tests.Transports.Sockets;

public sealed class UpgradeRequestTests
{
    private const string Head = """
        GET /ws?format=json HTTP/1.1
        Host: example.com
        Upgrade: WebSocket
        Connection: keep-alive, Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13
        Origin:  https://example.com
        X-Twice: a
        X-Twice: b


        """;

    private static readonly UpgradePaths _paths = new(new Dictionary<string, RequestDelegate>(StringComparer.Ordinal) { ["/ws"] = _ => Task.CompletedTask }) { MaxHeadBytes = 1000, MaxHeaders = 60 };

    [Fact]
    public void Read_PlainUpgrade_GivesWhatTheClientSaid()
    {
        Assert.True(TryRead(Lines(Head) + "rest", out var request, out var length));

        Assert.Equal(Lines(Head).Length, length);
        Assert.Equal(("GET", "/ws", "?format=json", "HTTP/1.1"), (request.Method, request.Path, request.QueryString, request.Protocol));
        Assert.Equal("https://example.com", request.Headers.Origin);
        Assert.Equal("a,b", request.Headers["X-Twice"].ToString());
    }

    [Theory]
    [InlineData("GET ", "POST ")]
    [InlineData("GET ", "GET  ")]
    [InlineData("/ws?", "/other?")]
    [InlineData("/ws?", "/ws/?")]
    [InlineData("/ws?", "/%77s?")]
    [InlineData("GET /ws", "GET http://example.com/ws")]
    [InlineData("HTTP/1.1", "HTTP/1.0")]
    [InlineData("HTTP/1.1", "HTTP/1.1 ")]
    [InlineData("Host: example.com\r\n", "")]
    [InlineData("X-Twice: b", "Host: other.com")]
    [InlineData("X-Twice: b", "Content-Length: 3")]
    [InlineData("X-Twice: b", "Transfer-Encoding: chunked")]
    [InlineData("X-Twice: b", " folded")]
    [InlineData("X-Twice: b", "X-Twice : b")]
    [InlineData("X-Twice: b", "no colon")]
    [InlineData("X-Twice: b", ": no name")]
    [InlineData("X-Twice: b", "X-Twice: \u0001")]
    [InlineData("X-Twice: b", "X-Twice: \u007f")]
    [InlineData("X-Twice: b", "X-Twice: ä")]
    [InlineData("Upgrade: WebSocket", "Upgrade: h2c")]
    [InlineData("keep-alive, Upgrade", "keep-alive")]
    [InlineData("keep-alive, Upgrade", "notupgrade")]
    [InlineData("keep-alive, Upgrade", "close, Upgrade")]
    [InlineData("format=json", "format=<json>")]
    [InlineData("format=json", "format=json\nX: y")]
    [InlineData("Host: example.com", "Host: ")]
    [InlineData("Host: example.com", "Host: a/b")]
    [InlineData("Host: example.com", "Host: example.com:")]
    [InlineData("Host: example.com", "Host: example.com:80:80")]
    [InlineData("Host: example.com", "Host: example.com:123456")]
    [InlineData("Host: example.com", "Host: user@example.com")]
    [InlineData("X-Twice: b", "Content-Length: x")]
    [InlineData("X-Twice: b", "Content-Length:")]
    [InlineData("X-Twice: b", "Transfer-Encoding:")]
    [InlineData("X-Twice: b", "Expect: 100-continue")]
    [InlineData("X-Twice: b", "Origin: https://example.org")]
    [InlineData("X-Twice: b", "Upgrade: websocket")]
    [InlineData("X-Twice: b", "Connection: Upgrade")]
    [InlineData("X-Twice: b", "Sec-WebSocket-Version: 13")]
    [InlineData("X-Twice: b", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")]
    public void Read_AnythingUnusual_IsLeftToTheWebServer(string part, string replacement)
    {
        var lines = Lines(Head);
        Assert.Contains(part, lines, StringComparison.Ordinal);

        Assert.False(TryRead(lines.Replace(part, replacement, StringComparison.Ordinal), out _, out _));
    }

    [Fact]
    public void Read_HeadThatIsNotWhole_IsLeftToTheWebServer()
    {
        var whole = Lines(Head);

        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.False(TryRead(whole[..length], out _, out _)));
    }

    [Theory]
    [InlineData("Host: example.com", "Host: example.com:8000")]
    [InlineData("Host: example.com", "Host: 127.0.0.1")]
    [InlineData("Host: example.com", "Host: my_service")]
    [InlineData("keep-alive, Upgrade", "upgrade")]
    [InlineData("format=json", "token=a.b-c_d%20e&x=[1]")]
    public void Read_WhatClientsSend_IsTaken(string part, string replacement)
        => Assert.True(TryRead(Lines(Head).Replace(part, replacement, StringComparison.Ordinal), out _, out _));

    [Fact]
    public void Read_ManyHeaders_IsLeftToTheWebServer()
        => Assert.False(TryRead(Lines(Head).Replace("X-Twice: b", string.Join("\r\n", Enumerable.Repeat("A: b", 60)), StringComparison.Ordinal), out _, out _));

    [Fact]
    public void Read_HeadOverTheLimit_IsLeftToTheWebServer()
        => Assert.False(TryRead(Lines(Head).Replace("X-Twice: b", "X-Twice: " + new string('b', 1000), StringComparison.Ordinal), out _, out _));

    [Fact]
    public void Read_AnyBytes_NeverThrows() => Prop.ForAll<byte[], int>((noise, at) =>
    {
        var bytes = Encoding.ASCII.GetBytes(Lines(Head));
        var start = (at & int.MaxValue) % bytes.Length;
        noise.AsSpan(0, Math.Min(noise.Length, bytes.Length - start)).CopyTo(bytes.AsSpan(start));

        var isRead = UpgradeRequest.TryRead(bytes, _paths, out var request, out var length);

        return !isRead || (request.Path == "/ws" && length <= bytes.Length);
    }).QuickCheckThrowOnFailure();

    private static bool TryRead(string head, out HttpRequestFeature request, out int length)
        => UpgradeRequest.TryRead(Encoding.Latin1.GetBytes(head), _paths, out request, out length);

    private static string Lines(string text) => text.ReplaceLineEndings("\r\n");
}
