using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Switchboard.Security.Certificates;
using Switchboard.Transports;

namespace Switchboard.Server.Tls;

/// <summary>Says for each connection how its TLS handshake goes: which certificate is shown, and what is asked of the client.</summary>
internal sealed class TlsHandshake(CertificateManager certificates)
{
    /// <summary>The versions that are spoken. Those before have known weaknesses.</summary>
    public const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>What a handshake goes by that begins now.</summary>
    public ValueTask<SslServerAuthenticationOptions> BeginAsync(TlsHandshakeCallbackContext context)
    {
        var current = certificates.Current;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = current.Certificates.For(context.ClientHelloInfo.ServerName).Context,
            EnabledSslProtocols = Protocols,
            AllowRenegotiation = false,
        };
        if (current.Clients is { } clients)
        {
            AskForCertificate(options, clients, context.Connection);
        }

        return ValueTask.FromResult(options);
    }

    private static void AskForCertificate(SslServerAuthenticationOptions options, ClientCertificateVerifier clients, ConnectionContext connection)
    {
        options.ClientCertificateRequired = true;
        options.CertificateChainPolicy = clients.CreatePolicy();

        // A resumed session would not be looked at again: its certificate may have expired, or its authority be believed no more.
        options.AllowTlsResume = false;
        options.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            if (certificate is null)
            {
                return !clients.IsRequired;
            }

            if (errors != SslPolicyErrors.None)
            {
                return false;
            }

            connection.Features.Set<ICertificateFeature>(new CertificateFeature(clients.PrincipalOf((X509Certificate2)certificate)));
            return true;
        };
    }
}

/// <summary>Who the client of a connection is by its certificate.</summary>
internal sealed record CertificateFeature(Principal? Principal) : ICertificateFeature;
