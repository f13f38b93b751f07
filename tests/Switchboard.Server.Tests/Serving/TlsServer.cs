using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Switchboard.Server.Tests.CommandLine;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

/// <summary>The stand-alone server with TLS, as a process, and an authority that has issued its certificate.</summary>
internal sealed class TlsServer : IDisposable
{
    private const string ApiKey = "a key for everything";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private SwitchboardProcess? _process;

    public TestAuthority Authority { get; } = new();

    public Uri Address { get; private set; } = null!;

    public SwitchboardProcess Process => _process!;

    /// <summary>Starts it with a certificate for localhost and another host, and with more options, as the command line takes them.</summary>
    public async Task StartAsync(params string[] settings)
    {
        WriteCertificate(Authority.IssueServer("localhost", "hub.example.com"));
        string[] all =
        [
            $"tls.certificates[0].file={PathOf("certificate.pem")}", $"tls.certificates[0].keyFile={PathOf("key.pem")}",
            "api.keys[0].name=test", $"api.keys[0].key={ApiKey}", "namespaces.default.allowSubscribe=user,anonymous", .. settings,
        ];
        _process = SwitchboardProcess.Start(
            _folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal), ["serve", "--urls", "https://127.0.0.1:0", .. all.SelectMany(static setting => (string[])["--set", setting])]);
        Address = new UriBuilder(await _process.ReadAddressAsync(TestContext.Current.CancellationToken)) { Host = "localhost" }.Uri;
        await _process.ReadUntilAsync("Application started", TestContext.Current.CancellationToken);
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes the files that the server's certificate is read from.</summary>
    public void WriteCertificate(X509Certificate2 certificate)
    {
        File.WriteAllText(PathOf("certificate.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf("key.pem"), TestAuthority.KeyOf(certificate));
    }

    /// <summary>Makes an HTTP client that believes the authority alone, and may show a certificate.</summary>
    public HttpClient CreateClient(X509Certificate2? certificate = null)
    {
        var handler = new SocketsHttpHandler { ConnectCallback = ConnectAsync };
        handler.SslOptions.CertificateChainPolicy = Trust();
        if (certificate is not null)
        {
            // A collection would be searched for what the server's list of authorities names.
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        return new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, BaseAddress = Address };
    }

    /// <summary>Does a handshake, and returns the thumbprint of the certificate that is shown.</summary>
    public async Task<string> HandshakeAsync(string host, SslProtocols protocols = SslProtocols.None)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Address.Port, TestContext.Current.CancellationToken);
        await using var stream = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions { TargetHost = host, EnabledSslProtocols = protocols, CertificateChainPolicy = Trust() };
        await stream.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        return ((X509Certificate2)stream.RemoteCertificate!).Thumbprint;
    }

    /// <summary>The users of the connections that the server has.</summary>
    public async Task<IReadOnlyList<string>> UsersAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, "/api/connections")) { Content = new StringContent("{}") };
        request.Headers.Add("X-API-Key", ApiKey);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        return [.. answer["result"]!["connections"]!.AsArray().Select(static connection => (string)connection!["user"]!)];
    }

    public void Dispose()
    {
        _process?.Dispose();
        Authority.Dispose();
        _folder.Delete(recursive: true);
    }

    // Any host is this one: what it is called is the handshake's affair.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private X509ChainPolicy Trust()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(Authority.Pem));
        return policy;
    }
}
