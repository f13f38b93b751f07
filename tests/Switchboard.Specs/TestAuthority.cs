using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Switchboard.Specs;

/// <summary>An authority of the test's own, which issues certificates for servers and clients.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _certificate;

    public TestAuthority(string name = "Test Authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(30));
    }

    /// <summary>Its own certificate.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>A certificate for a server, with its key. It is also for 127.0.0.1.</summary>
    public X509Certificate2 IssueServer(params string[] hosts)
        => Issue(new CertificateWish($"CN={hosts[0]}") { Hosts = hosts });

    /// <summary>A certificate for a client, with its key.</summary>
    public X509Certificate2 IssueClient(string subject, Action<SubjectAlternativeNameBuilder>? names = null)
        => Issue(new CertificateWish(subject) { Usage = ClientAuthentication, Names = names });

    /// <summary>Any certificate, with its key.</summary>
    public X509Certificate2 Issue(CertificateWish wish)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = wish.IsRsa ? RSA.Create(2048) : null;
        var request = rsa is null
            ? new CertificateRequest(wish.Subject, ecdsa, HashAlgorithmName.SHA256)
            : new CertificateRequest(wish.Subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in wish.Hosts)
        {
            names.AddDnsName(host);
        }

        if (wish.Hosts.Count > 0)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        if (wish.RevocationList is { } list)
        {
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([list.OriginalString]));
        }

        wish.Names?.Invoke(names);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(wish.Usage)], critical: false));
        var generator = X509SignatureGenerator.CreateForECDsa(_certificate.GetECDsaPrivateKey()!);
        using var issued = request.Create(_certificate.SubjectName, generator, wish.From, wish.Until, RandomNumberGenerator.GetBytes(8));
        using var whole = rsa is null ? issued.CopyWithPrivateKey(ecdsa) : issued.CopyWithPrivateKey(rsa);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
    }

    /// <summary>The list of what it has revoked, in DER.</summary>
    public byte[] Revoke(params IReadOnlyList<X509Certificate2> revoked)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked)
        {
            list.AddEntry(certificate);
        }

        return list.Build(
            _certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_certificate.GetECDsaPrivateKey()!), 1, DateTimeOffset.UtcNow.AddDays(7), HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: false, includeIssuerAndSerial: true));
    }

    public void Dispose() => _certificate.Dispose();

    /// <summary>The private key of a certificate, as PEM.</summary>
    public static string KeyOf(X509Certificate2 certificate, string password = "")
    {
        AsymmetricAlgorithm key = certificate.GetRSAPrivateKey() is { } rsa ? rsa : certificate.GetECDsaPrivateKey()!;
        using (key)
        {
            return password.Length == 0
                ? key.ExportPkcs8PrivateKeyPem()
                : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        }
    }

    /// <summary>What a certificate is to be like.</summary>
    public sealed record CertificateWish(string Subject)
    {
        public IReadOnlyList<string> Hosts { get; init; } = [];

        public Action<SubjectAlternativeNameBuilder>? Names { get; init; }

        /// <summary>Where the list of revoked certificates is; null says nothing of one.</summary>
        public Uri? RevocationList { get; init; }

        public string Usage { get; init; } = ServerAuthentication;

        public bool IsRsa { get; init; }

        public DateTimeOffset From { get; init; } = DateTimeOffset.UtcNow.AddDays(-20);

        public DateTimeOffset Until { get; init; } = DateTimeOffset.UtcNow.AddDays(20);
    }
}
