using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Switchboard.Tests.Security;

/// <summary>The keys that the tests sign with, made once.</summary>
internal static class SigningKeys
{
    public const string Secret = "a secret of sixty-four bytes, which is enough for every HS algorithm";

    public static RSA Rsa { get; } = RSA.Create(2048);

    public static RSA OtherRsa { get; } = RSA.Create(2048);

    public static ECDsa P256 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static ECDsa OtherP256 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static ECDsa P384 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public static ECDsa P521 { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP521);

    public static string RsaPem { get; } = Rsa.ExportSubjectPublicKeyInfoPem();

    public static ECDsa OfEcdsa(string algorithm) => algorithm switch
    {
        "ES256" => P256,
        "ES384" => P384,
        _ => P521,
    };

    public static string RsaCertificate()
    {
        var request = new CertificateRequest("CN=tokens", Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return SelfSigned(request);
    }

    public static string EcdsaCertificate()
    {
        var request = new CertificateRequest("CN=tokens", P256, HashAlgorithmName.SHA256);
        return SelfSigned(request);
    }

    private static string SelfSigned(CertificateRequest request)
    {
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return certificate.ExportCertificatePem();
    }
}
