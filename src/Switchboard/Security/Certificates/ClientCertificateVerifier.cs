using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Switchboard.Configuration;

namespace Switchboard.Security.Certificates;

/// <summary>Whose client certificates are believed, and who a client with one is. Immutable.</summary>
internal sealed class ClientCertificateVerifier
{
    private static readonly Oid _clientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly ClientCertificateOptions _options;
    private readonly X509Certificate2Collection? _authorities;

    private ClientCertificateVerifier(ClientCertificateOptions options, X509Certificate2Collection? authorities)
    {
        _options = options;
        _authorities = authorities;
    }

    /// <summary>Whether there is no connection without a certificate.</summary>
    public bool IsRequired => _options.Mode == ClientCertificateMode.Require;

    /// <summary>Reads the authorities.</summary>
    /// <exception cref="CertificateProblem">Their file cannot be read, or holds none.</exception>
    public static ClientCertificateVerifier Create(ClientCertificateOptions options)
        => new(options, options.CaFile.Length == 0 ? null : ReadAuthorities(options.CaFile));

    /// <summary>How a client's chain is to be built and judged. A new one for each handshake: it is not for several threads.</summary>
    public X509ChainPolicy CreatePolicy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = _options.Revocation switch
            {
                RevocationCheck.Online => X509RevocationMode.Online,
                RevocationCheck.Offline => X509RevocationMode.Offline,
                _ => X509RevocationMode.NoCheck,
            },
            RevocationFlag = X509RevocationFlag.ExcludeRoot,

            // A client could have the server call any address, written into a certificate of its own making.
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(_clientAuthentication);
        if (_authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authorities);
        }

        return policy;
    }

    /// <summary>Who a client with a certificate that was found valid is; null for nobody in particular.</summary>
    public Principal? PrincipalOf(X509Certificate2 certificate)
        => _options.Principal != CertificatePrincipal.None && CertificateNames.Single(certificate, _options.IdFrom) is { } id
            ? new Principal { Kind = _options.Principal == CertificatePrincipal.Device ? PrincipalKind.Device : PrincipalKind.User, UserId = id }
            : null;

    private static X509Certificate2Collection ReadAuthorities(string path)
    {
        const string Option = nameof(ClientCertificateOptions.CaFile);
        var all = new X509Certificate2Collection();
        try
        {
            if (CertificateFile.IsPem(CertificateFile.ReadBytes(Option, path), out var pem))
            {
                all.ImportFromPem(pem);
            }
        }
        catch (CryptographicException)
        {
            // Said below.
        }

        return all.Count > 0 ? all : throw new CertificateProblem(Option, $"names {SafeText.OfPath(path)}, which holds no certificate", "Name a PEM file with the certificates of the authorities.");
    }
}
