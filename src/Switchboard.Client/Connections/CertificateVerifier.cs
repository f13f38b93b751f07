using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Switchboard.Client.Configuration;

namespace Switchboard.Client.Connections;

/// <summary>Verifies the certificate of one connection, during the TLS handshake and right behind it, before any other byte is sent.</summary>
/// <remarks>
/// The handshake's callback cannot wait, and a decision may take its time. So where the application decides, the handshake is completed
/// with whatever certificate, and <see cref="DecideAsync"/>, which stands between handshake and request, asks.
/// </remarks>
internal sealed class CertificateVerifier(TlsSettings settings, X509Certificate2Collection? authorities, string host, DateTimeOffset now)
{
    private ServerCertificate? _seen;

    /// <summary>What was found wrong; null while no certificate was seen, or none was wrong.</summary>
    public string? Problem => _seen is { IsVerified: false } seen ? string.Join(' ', seen.Problems) : null;

    /// <summary>The handshake's callback.</summary>
    public bool Verify(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            _seen = null;
            return false;
        }

        using var own = new X509Certificate2(certificate);
        _seen = authorities is null ? Describe(own, chain, errors) : VerifyAgainst(authorities, own, chain, errors);
        return _seen.IsVerified || settings.Decide is not null;
    }

    /// <summary>Lets the application decide, if it wants to.</summary>
    /// <exception cref="CertificateRefusedException">It refused.</exception>
    public async ValueTask DecideAsync(CancellationToken cancellationToken)
    {
        if (settings.Decide is null)
        {
            return;
        }

        if (_seen is null || !await settings.Decide(_seen, cancellationToken).ConfigureAwait(false))
        {
            throw new CertificateRefusedException("The application refused the server's certificate.", byApplication: true);
        }
    }

    private ServerCertificate VerifyAgainst(X509Certificate2Collection trusted, X509Certificate2 own, X509Chain? offered, SslPolicyErrors errors)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.RevocationMode = settings.RevocationMode;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        if (offered is not null)
        {
            foreach (var element in offered.ChainElements)
            {
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
            }
        }

        var isTrusted = chain.Build(own);
        var remaining = errors & SslPolicyErrors.RemoteCertificateNameMismatch;
        return Describe(own, chain, isTrusted ? remaining : remaining | SslPolicyErrors.RemoteCertificateChainErrors);
    }

    private ServerCertificate Describe(X509Certificate2 own, X509Chain? chain, SslPolicyErrors errors)
    {
        var problems = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            problems.Add($"The certificate is not for {host}.");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            problems.AddRange(ProblemsOf(chain, own));
        }

        return new ServerCertificate
        {
            Host = host,
            Certificate = Details(own),
            Chain = chain is null ? [Details(own)] : [.. chain.ChainElements.Select(element => Details(element.Certificate))],
            Problems = problems,
        };
    }

    private List<string> ProblemsOf(X509Chain? chain, X509Certificate2 own)
    {
        var found = chain?.ChainStatus.Where(status => status.Status != X509ChainStatusFlags.NoError)
            .Select(status => $"{status.Status}: {status.StatusInformation.Trim()}").Distinct(StringComparer.Ordinal).ToList() ?? [];
        if (found.Count == 0)
        {
            found.Add(own.NotAfter.ToUniversalTime() < now.UtcDateTime ? "The certificate has expired." : "The certificate is not trusted.");
        }

        return found;
    }

    private static CertificateDetails Details(X509Certificate2 certificate) => new(
        certificate.Subject,
        certificate.Issuer,
        new DateTimeOffset(certificate.NotBefore),
        new DateTimeOffset(certificate.NotAfter),
        certificate.GetCertHashString(HashAlgorithmName.SHA256),
        certificate.ExportCertificatePem());
}
