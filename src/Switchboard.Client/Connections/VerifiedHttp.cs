using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Switchboard.Client.Configuration;

namespace Switchboard.Client.Connections;

/// <summary>Makes what sends requests to the hub: the certificate is decided on before the first of them.</summary>
internal static class VerifiedHttp
{
    /// <summary>Makes one, for one connection.</summary>
    public static async Task<(HttpMessageInvoker Invoker, CertificateVerifier Verifier)> CreateAsync(ClientSettings settings, CancellationToken cancellationToken)
    {
        var authorities = await ReadAuthoritiesAsync(settings, cancellationToken).ConfigureAwait(false);
        var verifier = new CertificateVerifier(settings.Tls, authorities, settings.Url.IdnHost, settings.Time.GetUtcNow());
        return (new HttpMessageInvoker(CreateHandler(settings, verifier), disposeHandler: true), verifier);
    }

    private static SocketsHttpHandler CreateHandler(ClientSettings settings, CertificateVerifier verifier) => new()
    {
        // The ambient trace context has baggage, and what an application puts there is not for every server to see.
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateRevocationCheckMode = settings.Tls.RevocationMode,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => verifier.Verify(certificate, chain, errors),
        },

        // Called behind the TLS handshake and before the request.
        PlaintextStreamFilter = async (context, cancellationToken) =>
        {
            if (context.PlaintextStream is SslStream)
            {
                await verifier.DecideAsync(cancellationToken).ConfigureAwait(false);
            }

            return context.PlaintextStream;
        },
    };

    private static async Task<X509Certificate2Collection?> ReadAuthoritiesAsync(ClientSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Tls.CaFile is null)
        {
            return null;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(await File.ReadAllTextAsync(settings.Tls.CaFile, cancellationToken).ConfigureAwait(false));
        return authorities;
    }
}
