using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Server.Tests.Serving;

/// <summary>Clients that show certificates, and who they are then.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private const string Secret = "the secret that tokens are signed with";

    private readonly TlsServer _server = new();
    private readonly TestAuthority _clients = new("Client Authority");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("commonName", "ann")]
    [InlineData("email", "ann@example.com")]
    [InlineData("uri", "urn:device:7")]
    public async Task Certificate_WithoutAToken_SaysWhoItIs(string idFrom, string expected)
    {
        await StartAsync("require", $"tls.clientCertificates.idFrom={idFrom}");
        using var certificate = IssueAnn();
        using var http = _server.CreateClient(certificate);

        using var client = await ConnectAsync(http);

        Assert.Equal([expected], await _server.UsersAsync(http), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Certificate_WithAToken_TheTokenSays()
    {
        await StartAsync("require", $"tokens.hmacSecret={Secret}");
        using var certificate = IssueAnn();
        using var http = _server.CreateClient(certificate);

        using var client = await ConnectAsync(http, TestToken.Create("ben", Secret));

        Assert.Equal(["ben"], await _server.UsersAsync(http), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Certificate_ForTheConnectionAlone_SaysNothing()
    {
        await StartAsync("require", "tls.clientCertificates.principal=none");
        using var certificate = IssueAnn();
        using var http = _server.CreateClient(certificate);

        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(http));
    }

    [Fact]
    public async Task NoCertificate_WhereOneIsAllowed_IsNobody()
    {
        await StartAsync("allow", "connections.allowAnonymous=true");
        using var http = _server.CreateClient();

        using var client = await ConnectAsync(http);

        Assert.Equal([""], await _server.UsersAsync(http), StringComparer.Ordinal);
    }

    [Fact]
    public async Task NoCertificate_WhereOneIsRequired_GetsNoConnection()
    {
        await StartAsync("require");
        using var http = _server.CreateClient();

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation));
    }

    [Theory]
    [InlineData("another authority")]
    [InlineData("expired")]
    [InlineData("for servers")]
    [InlineData("self-signed")]
    public async Task Certificate_NotValid_GetsNoConnection(string kind)
    {
        await StartAsync("allow", "connections.allowAnonymous=true");
        using var other = new TestAuthority("Client Authority");
        using var certificate = kind switch
        {
            "another authority" => other.IssueClient("CN=ann"),
            "expired" => _clients.Issue(new("CN=ann") { Usage = ForClients, Until = DateTimeOffset.UtcNow.AddMinutes(-1) }),
            "for servers" => _clients.IssueServer("ann"),
            _ => SelfSigned(),
        };
        using var http = _server.CreateClient(certificate);

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation));
    }

    [Fact]
    public async Task Certificate_Revoked_OrOfUnknownStanding_GetsNoConnection_WhereThatIsLookedUp()
    {
        byte[] revoked = [];
        await using var lists = await StartListsAsync(() => revoked);
        var at = new Uri(lists.Urls.Single() + "/clients.crl");
        using var good = _clients.Issue(new("CN=ann") { Usage = ForClients, RevocationList = at });
        using var bad = _clients.Issue(new("CN=ben") { Usage = ForClients, RevocationList = at });
        using var unknown = _clients.Issue(new("CN=cid") { Usage = ForClients, RevocationList = new Uri(lists.Urls.Single() + "/nowhere.crl") });
        revoked = _clients.Revoke(bad);
        await StartAsync("require", "tls.clientCertificates.revocation=online");

        using var http = _server.CreateClient(good);
        using var client = await ConnectAsync(http);

        Assert.Equal(["ann"], await _server.UsersAsync(http), StringComparer.Ordinal);
        foreach (var refused in new[] { bad, unknown })
        {
            using var other = _server.CreateClient(refused);
            await Assert.ThrowsAsync<HttpRequestException>(() => other.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation));
        }
    }

    [Fact]
    public async Task CaFile_Changed_HoldsForNewHandshakes()
    {
        await StartAsync("allow", "connections.allowAnonymous=true");
        using var other = new TestAuthority("New Authority");
        using var certificate = other.IssueClient("CN=ann");

        await File.WriteAllTextAsync(_server.PathOf("clients.pem"), other.Pem, Cancellation);
        _server.WriteCertificate(_server.Authority.IssueServer("localhost"));
        await _server.Process.ReadUntilAsync("New handshakes show these certificates", Cancellation);

        using var http = _server.CreateClient(certificate);
        using var client = await ConnectAsync(http);
        Assert.Equal(["ann"], await _server.UsersAsync(http), StringComparer.Ordinal);
    }

    public void Dispose()
    {
        _server.Dispose();
        _clients.Dispose();
    }

    private async Task StartAsync(string mode, params string[] settings)
    {
        await File.WriteAllTextAsync(_server.PathOf("clients.pem"), _clients.Pem, Cancellation);
        await _server.StartAsync([$"tls.clientCertificates.mode={mode}", $"tls.clientCertificates.caFile={_server.PathOf("clients.pem")}", .. settings]);
    }

    private static async Task<WebApplication> StartListsAsync(Func<byte[]> list)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var lists = builder.Build();
        lists.MapGet("/clients.crl", () => TypedResults.Bytes(list(), "application/pkix-crl"));
        await lists.StartAsync(Cancellation);
        return lists;
    }

    private X509Certificate2 IssueAnn() => _clients.IssueClient("CN=ann", static names =>
    {
        names.AddEmailAddress("ann@example.com");
        names.AddUri(new Uri("urn:device:7"));
    });

    private Task<SocketClient> ConnectAsync(HttpClient http, string token = "") => SocketClient.ConnectAsync(_server.Address, token, static _ => { }, http);

    private static X509Certificate2 SelfSigned()
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new CertificateRequest("CN=ann", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
