using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly Certificates _certificates = new();

    [Fact]
    public async Task Connect_OwnCaFile_IsTrusted()
    {
        await using var hub = await ClientHub.StartAsync(_certificates.Server);

        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Tls.CaFile = _certificates.CaFile);

        Assert.Equal(ConnectionState.Connected, client.State);
    }

    [Fact]
    public async Task Connect_UnknownAuthority_IsRefusedAndTriedAgain()
    {
        await using var hub = await ClientHub.StartAsync(_certificates.Server);
        await using var client = Clients.Create(hub.Url);
        var failures = new Recorder<ConnectionStateChangedEventArgs>();
        client.ConnectFailed += (_, change) => failures.Add(change);

        var connecting = client.ConnectAsync(Clients.Patience);

        Assert.Equal(ConnectionChangeReason.CertificateRefused, (await failures.NextAsync()).Reason);
        Assert.Equal(ConnectionChangeReason.CertificateRefused, (await failures.NextAsync()).Reason);
        Assert.Equal(ConnectionState.Connecting, client.State);
        await client.DisconnectAsync();
        await Assert.ThrowsAsync<SwitchboardConnectionException>(() => connecting);
    }

    [Fact]
    public async Task DecideOnCertificate_ForAnotherName_SeesWhatIsWrongAndMayAccept()
    {
        using var certificates = new Certificates("hub.example.com");
        await using var hub = await ClientHub.StartAsync(certificates.Server);
        ServerCertificate? seen = null;

        await using var client = await Clients.ConnectAsync(hub.Url, options =>
        {
            options.Tls.CaFile = certificates.CaFile;
            options.Tls.DecideOnCertificate = async (certificate, _) =>
            {
                await Task.Yield();
                seen = certificate;
                return true;
            };
        });

        Assert.NotNull(seen);
        Assert.False(seen.IsVerified);
        Assert.Equal("The certificate is not for localhost.", Assert.Single(seen.Problems));
        Assert.Equal(("localhost", "CN=hub.example.com", "CN=Test Authority"), (seen.Host, seen.Certificate.Subject, seen.Certificate.Issuer));
        Assert.Equal(["CN=hub.example.com", "CN=Test Authority"], seen.Chain.Select(certificate => certificate.Subject), StringComparer.Ordinal);
        Assert.Equal(certificates.Server.ExportCertificatePem(), seen.Certificate.Pem);
        Assert.InRange(DateTimeOffset.UtcNow, seen.Certificate.NotBefore, seen.Certificate.NotAfter);
    }

    [Fact]
    public async Task DecideOnCertificate_Verified_SeesNoProblem()
    {
        await using var hub = await ClientHub.StartAsync(_certificates.Server);
        IReadOnlyList<string>? problems = null;

        await using var client = await Clients.ConnectAsync(hub.Url, options =>
        {
            options.Tls.CaFile = _certificates.CaFile;
            options.Tls.DecideOnCertificate = (certificate, _) =>
            {
                problems = certificate.Problems;
                return ValueTask.FromResult(true);
            };
        });

        Assert.NotNull(problems);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task DecideOnCertificate_Refused_NothingButTheHandshakeLeaves(SslProtocols protocol)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var proxy = new TcpProxy(((IPEndPoint)listener.LocalEndpoint).Port);
        var server = ReadAllAsync(listener, protocol);
        var asked = 0;
        await using var client = Clients.Create(proxy.SecureUrl, options =>
        {
            options.Headers["Authorization"] = "Bearer secret";
            options.Credentials = new TokenCredentialProvider((_, _) =>
            {
                asked++;
                return ValueTask.FromResult<string?>("secret");
            });
            options.Tls.CaFile = _certificates.CaFile;
            options.Tls.DecideOnCertificate = (_, _) => ValueTask.FromResult(false);
        });

        var failure = await Assert.ThrowsAsync<SwitchboardConnectionException>(() => client.ConnectAsync(Clients.Patience));

        Assert.Equal(ConnectionChangeReason.CertificateRefused, failure.Reason);
        Assert.False(failure.IsTransient);
        Assert.Equal(0, asked);
        Assert.Empty(await server);
        Assert.Equal(1, proxy.ConnectionCount);
        if (protocol == SslProtocols.Tls12)
        {
            // With TLS 1.3 the end of the handshake is itself encrypted: there the server's reading above is the judge.
            Assert.DoesNotContain((byte)23, RecordTypesOf(proxy.FromClients));
        }
    }

    public void Dispose() => _certificates.Dispose();

    /// <summary>Everything that a client sends through one connection, decrypted.</summary>
    private async Task<byte[]> ReadAllAsync(TcpListener listener, SslProtocols protocol)
    {
        using var connection = await listener.AcceptTcpClientAsync(Clients.Patience);
        await using var stream = new SslStream(connection.GetStream());
        using var read = new MemoryStream();
        try
        {
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _certificates.Server, EnabledSslProtocols = protocol }, Clients.Patience);
            await stream.CopyToAsync(read, Clients.Patience);
        }
        catch (IOException)
        {
            // The client hung up, with TLS 1.3 perhaps before the server had sent its last word of the handshake.
        }

        return read.ToArray();
    }

    private static List<byte> RecordTypesOf(byte[] bytes)
    {
        var types = new List<byte>();
        for (var i = 0; i + 5 <= bytes.Length; i += 5 + (bytes[i + 3] << 8) + bytes[i + 4])
        {
            types.Add(bytes[i]);
        }

        Assert.Contains((byte)22, types);
        return types;
    }
}
