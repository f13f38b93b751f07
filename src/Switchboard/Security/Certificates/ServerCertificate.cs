using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Switchboard.Security.Certificates;

/// <summary>A certificate of the server that can be shown: with its key, its issuers, and the hosts that it is for.</summary>
internal sealed class ServerCertificate
{
    /// <param name="certificate">The certificate, with its private key.</param>
    /// <param name="issuers">The certificates between it and the root, as far as they are known.</param>
    /// <param name="hosts">The hosts that it is for; empty for those that it names.</param>
    public ServerCertificate(X509Certificate2 certificate, X509Certificate2Collection issuers, IReadOnlyList<string> hosts)
    {
        Certificate = certificate;
        Hosts = hosts.Count > 0 ? hosts : [.. CertificateNames.DnsNamesOf(certificate)];

        // Made once: it sorts out the chain, which would be done again for each handshake. Nothing is fetched for it.
        Context = SslStreamCertificateContext.Create(certificate, issuers, offline: true);
    }

    /// <summary>The certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>When it expires.</summary>
    public DateTimeOffset ExpiresAt => new(Certificate.NotAfter);

    /// <summary>What handshakes show of it.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>The hosts that it is for; <c>*.example.com</c> stands for all names one level below.</summary>
    public IReadOnlyList<string> Hosts { get; }
}

/// <summary>The certificates of the server, by host. Immutable.</summary>
internal sealed class CertificateSet
{
    private const string AnyLabel = "*";

    private readonly Dictionary<string, ServerCertificate> _byHost = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="certificates">One at least. The first is for clients that name no host, or an unknown one.</param>
    public CertificateSet(IReadOnlyList<ServerCertificate> certificates)
    {
        All = certificates;
        foreach (var certificate in certificates)
        {
            foreach (var host in certificate.Hosts)
            {
                _byHost.TryAdd(host, certificate);
            }
        }
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<ServerCertificate> All { get; }

    /// <summary>The certificate for the host that a client asks for; null or empty where it names none.</summary>
    public ServerCertificate For(string? host)
    {
        if (string.IsNullOrEmpty(host))
        {
            return All[0];
        }

        if (_byHost.TryGetValue(host, out var exact))
        {
            return exact;
        }

        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _byHost.TryGetValue(AnyLabel + host[dot..], out var wide) ? wide : All[0];
    }
}
