using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;
using Switchboard.Connections;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>Nothing that a client does at any point of a request is a warning or an error of the server's.</summary>
public sealed class QuietLogTests
{
    private const string ApiKey = "a key for everything";
    private const string Json = "Content-Type: application/json\r\n";
    private const string HalfBody = "Content-Length: 100\r\n\r\n{\"id\":1,";
    private const string BadChunk = "Transfer-Encoding: chunked\r\n\r\nxyz\r\n";
    private const string Connect = "{\"id\":1,\"connect\":{}}";

    private static readonly string[] _posts =
    [
        $"POST /api/publish HTTP/1.1\r\nHost: a\r\nX-API-Key: {ApiKey}\r\n{Json}",
        $"POST /api HTTP/1.1\r\nHost: a\r\nX-API-Key: {ApiKey}\r\n{Json}",
        $"POST /connection/http_stream HTTP/1.1\r\nHost: a\r\n{Json}",
        $"POST /connection/uni_sse HTTP/1.1\r\nHost: a\r\n{Json}",
        $"POST /emulation HTTP/1.1\r\nHost: a\r\n{Json}",
    ];

    private static readonly string _upgrade = RawWebSocket.Handshake();

    // What is sent, in parts; the connection is reset behind each of them.
    private static readonly string[][] _conversations =
    [
        .. _posts.Select(head => (string[])[head, HalfBody]),
        .. _posts.Select(head => (string[])[head + BadChunk]),
        .. _posts.Select(head => (string[])[$"{head}Content-Length: {Connect.Length}\r\n\r\n{Connect}", "more"]),
        [_upgrade[..40], _upgrade[40..], "\u0081"],
        [_upgrade + "\u0081"],
        ["GET /connection/websocket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "\u0081\u0085"],
        [$"GET /connection/sse?cf_connect={Uri.EscapeDataString(Connect)} HTTP/1.1\r\nHost: a\r\n\r\n", "more"],
        ["GET /connection/uni_sse?cf_connect={} HTTP/1.1\r\nHost: a\r\n\r\n", "more"],
        ["GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n", "\r\n"],
        [RawWebSocket.Handshake("/socket.io/?EIO=4&transport=websocket"), "\u0081"],
        [RawWebSocket.Handshake("/socket.io/?EIO=4&transport=websocket")[..60], RawWebSocket.Handshake("/socket.io/?EIO=4&transport=websocket")[60..], "\u0081"],
        ["GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"],
        ["GET /health/ready HTTP/1.1\r\nHost: a\r\n\r\n"],
        ["GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"],
        ["\r\nnonsense\r\n\r\n"],
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Clients_ThatBreakOffAnywhere_AreLoggedForDebuggingAlone(bool isDirect, bool resets)
    {
        using var provider = new ApplicationLog();
        var log = provider.Log;
        await using var hub = await HubServer.StartAsync(
            TimeProvider.System,
            isDirect ? HubListener.Direct : HubListener.WebServer,
            ["Api:Keys:0:Name=all", $"Api:Keys:0:Key={ApiKey}", "Metrics:AllowRemote=true"],
            provider.AddTo);

        foreach (var parts in _conversations)
        {
            for (var count = 1; count <= parts.Length; count++)
            {
                await BreakOffAsync(hub.Port, parts[..count], resets);
            }
        }

        await PollingAsync(hub.Port, resets);
        await Eventually.TrueAsync(() => hub.Get<ConnectionRegistry>().All.All(connection => connection.Transport.Transport == "polling"), Cancelled);
        await hub.StopAsync();

        // 107 tells of the polls that are cut as the hub stops.
        Assert.Empty(log.Entries.Where(entry => entry.Level > LogLevel.Information && entry.Id != 107).Select(entry => entry.Text));
        Assert.Contains(log.Entries, entry => entry.Level == LogLevel.Debug);
    }

    [Fact]
    public async Task BodyThatDoesNotCome_IsAnsweredAndNoError()
    {
        using var provider = new ApplicationLog();
        var time = new FakeTimeProvider();
        await using var hub = await HubServer.StartAsync(time, HubListener.WebServer, [], provider.AddTo);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, hub.Port, Cancelled);
        await client.SendAsync(Encoding.Latin1.GetBytes($"POST /connection/http_stream HTTP/1.1\r\nHost: a\r\n{Json}{HalfBody}"), Cancelled);
        var answer = new byte[4096];
        var receiving = client.ReceiveAsync(answer, Cancelled).AsTask();

        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return receiving.IsCompleted;
            },
            Cancelled);

        Assert.StartsWith("HTTP/1.1 408", Encoding.Latin1.GetString(answer, 0, await receiving), StringComparison.Ordinal);
        client.Close();
        await hub.StopAsync();
        Assert.Empty(provider.Log.Entries.Where(static entry => entry.Level > LogLevel.Information).Select(static entry => entry.Text));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task EncryptedClients_ThatBreakOffAnywhere_AreLoggedForDebuggingAlone(int version)
    {
        using var provider = new ApplicationLog();
        await using var hub = await HubServer.StartAsync(
            TimeProvider.System, HubListener.Encrypted, ["Api:Keys:0:Name=all", $"Api:Keys:0:Key={ApiKey}"], provider.AddTo);
        using var handler = new SocketsHttpHandler();
#pragma warning disable CA5359 // The certificate is the test's own.
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{hub.Port}"), DefaultRequestVersion = new Version(version, version == 1 ? 1 : 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        http.DefaultRequestHeaders.Add("X-API-Key", ApiKey);

        foreach (var path in new[] { "/api/publish", "/api", "/connection/http_stream", "/connection/uni_sse", "/emulation" })
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
            using var body = new HalfContent(leaving);
            await Assert.ThrowsAnyAsync<Exception>(() => http.PostAsync(new Uri(path, UriKind.Relative), body, leaving.Token));
        }

        foreach (var path in new[] { "/connection/uni_sse?cf_connect={}", $"/connection/sse?cf_connect={Uri.EscapeDataString(Connect)}" })
        {
            using var stream = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancelled);
        }

        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancelled);
        await hub.StopAsync();

        Assert.Empty(provider.Log.Entries.Where(entry => entry.Level > LogLevel.Information).Select(entry => entry.Text));
    }

    /// <summary>A client of long polling that leaves in the middle of a post, and one that leaves its poll.</summary>
    private static async Task PollingAsync(int port, bool resets)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        foreach (var request in new[] { "POST {0} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n40", "GET {0} HTTP/1.1\r\nHost: a\r\n\r\n", "POST {0} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n" })
        {
            var open = await http.GetStringAsync(new Uri("/socket.io/?EIO=4&transport=polling", UriKind.Relative), Cancelled);
            var sid = open.Split("\"sid\":\"")[1].Split('"')[0];
            await BreakOffAsync(port, [string.Format(System.Globalization.CultureInfo.InvariantCulture, request, $"/socket.io/?EIO=4&transport=polling&sid={sid}")], resets);
        }
    }

    private static async Task BreakOffAsync(int port, string[] parts, bool resets)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, patience.Token);
        foreach (var part in parts)
        {
            await client.SendAsync(Encoding.Latin1.GetBytes(part), patience.Token);
        }

        if (resets)
        {
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }

    /// <summary>A body whose sender leaves in the middle.</summary>
    private sealed class HalfContent(CancellationTokenSource leaving) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{\"id\":1,"u8.ToArray(), leaving.Token);
            await stream.FlushAsync(leaving.Token);
            await leaving.CancelAsync();
            leaving.Token.ThrowIfCancellationRequested();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 100;
            return true;
        }
    }
}
