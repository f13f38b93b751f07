using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Switchboard.Client;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

/// <summary>TLS in the stand-alone server, with real clients.</summary>
public sealed class TlsTests : IDisposable
{
    private const byte Alert = 21;
    private const byte ProtocolVersion = 70;

    // A ClientHello of TLS 1.1 (RFC 4346) with one cipher: clients of today do not send it any more.
    private static readonly byte[] _oldHello = Convert.FromHexString(
        "160301002f0100002b0302" + new string('5', 64) + "000004002f000a0100");

    private readonly TlsServer _server = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.1", true)]
    [InlineData("2.0", true)]
    [InlineData("1.1", false)]
    [InlineData("2.0", false)]
    public async Task Socket_OverEachVersionOfHttp_IsServed(string version, bool takeUpgrades)
    {
        await _server.StartAsync("connections.allowAnonymous=true", $"listener.takeUpgrades={takeUpgrades}");
        using var http = _server.CreateClient();

        using var client = await SocketClient.ConnectAsync(
            _server.Address,
            "",
            options =>
            {
                options.HttpVersion = Version.Parse(version);
                options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
            },
            http);

        await client.ResultAsync("subscribe", """{"channel":"a"}""");
        Assert.Equal([""], await _server.UsersAsync(http), StringComparer.Ordinal);
    }

    [Fact]
    public async Task DotNetClient_WithItsCaFile_Connects()
    {
        await _server.StartAsync("connections.allowAnonymous=true");
        await File.WriteAllTextAsync(_server.PathOf("ca.pem"), _server.Authority.Pem, Cancellation);
        var url = new UriBuilder(_server.Address) { Scheme = "wss", Host = "127.0.0.1", Path = "/connection/websocket" }.Uri;

        var options = new SwitchboardClientOptions { Url = url };
        options.Tls.CaFile = _server.PathOf("ca.pem");
        await using var client = new SwitchboardClient(options);
        await client.ConnectAsync(Cancellation);

        Assert.Equal(ConnectionState.Connected, client.State);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Handshake_CurrentVersion_Succeeds(SslProtocols protocol)
    {
        await _server.StartAsync();

        Assert.NotEmpty(await _server.HandshakeAsync("localhost", protocol));
    }

    [Fact]
    public async Task Handshake_OldVersion_IsRefused()
    {
        await _server.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port, Cancellation);

        await client.GetStream().WriteAsync(_oldHello, Cancellation);

        var answer = new byte[7];
        await client.GetStream().ReadExactlyAsync(answer, Cancellation).AsTask().WaitAsync(Patience.Limit, Cancellation);
        Assert.Equal((Alert, ProtocolVersion), (answer[0], answer[6]));
    }

    [Fact]
    public async Task Handshake_OtherHost_IsRefusedByTheClient()
    {
        await _server.StartAsync();

        await Assert.ThrowsAsync<AuthenticationException>(() => _server.HandshakeAsync("other.example.com"));
    }

    [Fact]
    public async Task Handshake_OfAHostWithItsOwnCertificate_ShowsIt()
    {
        var pfx = _server.PathOf("other.pfx");
        using var other = _server.Authority.IssueServer("*.example.com");
        await File.WriteAllBytesAsync(pfx, other.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, "sesame")!, Cancellation);
        await _server.StartAsync($"tls.certificates[1].file={pfx}", "tls.certificates[1].password=sesame");

        Assert.Equal(other.Thumbprint, await _server.HandshakeAsync("a.example.com"));
        Assert.NotEqual(other.Thumbprint, await _server.HandshakeAsync("localhost"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task PlainText_AtASecureAddress_IsRefused()
    {
        await _server.StartAsync("connections.allowAnonymous=true");
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port, Cancellation);

        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes(
                "GET /connection/websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
            Cancellation);

        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var answer = await reader.ReadToEndAsync(Cancellation).WaitAsync(Patience.Limit, Cancellation);
        Assert.DoesNotContain("101", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hub.example.com", "max-age=3600; includeSubDomains")]
    [InlineData("localhost", null)]
    public async Task Hsts_Option_IsToldToOthersThanLocalhost(string host, string? expected)
    {
        await _server.StartAsync("tls.hstsSeconds=3600", "tls.hstsIncludeSubDomains=true");
        using var http = _server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Version = HttpVersion.Version11, Headers = { Host = host } };

        using var response = await http.SendAsync(request, Cancellation);

        Assert.Equal(expected, response.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null);
    }

    [Fact]
    public async Task Serve_WithoutACertificate_SaysWhatToConfigure()
    {
        using var process = SwitchboardProcess.Start(_server.PathOf(""), new Dictionary<string, string>(StringComparer.Ordinal), "serve", "--urls", "https://127.0.0.1:0");

        var result = await process.WaitAsync(Cancellation);

        Assert.Equal(6, result.ExitCode);
        Assert.Contains("tls.certificates", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_EndpointOfTheFramework_HasItsOwnCertificate()
    {
        using var certificate = _server.Authority.IssueServer("localhost");
        await File.WriteAllTextAsync(_server.PathOf("both.pem"), certificate.ExportCertificatePem() + "\n" + TestAuthority.KeyOf(certificate), Cancellation);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_Kestrel__Endpoints__A__Url"] = "https://127.0.0.1:0",
            ["ASPNETCORE_Kestrel__Endpoints__A__Certificate__Path"] = "both.pem",
            ["ASPNETCORE_Kestrel__Endpoints__A__Certificate__KeyPath"] = "both.pem",
        };
        using var process = SwitchboardProcess.Start(_server.PathOf(""), variables, "serve");

        var address = await process.ReadAddressAsync(Cancellation);

        Assert.Equal("https", address.Scheme);
    }

    public void Dispose() => _server.Dispose();
}
