using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Switchboard.Security;

/// <summary>Reads public keys and certificates in PEM (RFC 7468), given as text or as the path of a file.</summary>
internal static class PemKeyReader
{
    private const string Certificate = "CERTIFICATE";

    /// <summary>Reads an RSA key of at least 2048 bits.</summary>
    /// <param name="textOrPath">The PEM text or the path of the file. Text may have <c>\n</c> for line breaks, as in environment variables.</param>
    /// <param name="problem">What is wrong, when null is returned.</param>
    public static VerificationKey? ReadRsa(string textOrPath, out string problem) => Read(textOrPath, OfRsa, out problem);

    /// <summary>Reads an ECDSA key of the curves P-256, P-384 and P-521.</summary>
    /// <inheritdoc cref="ReadRsa"/>
    public static VerificationKey? ReadEcdsa(string textOrPath, out string problem) => Read(textOrPath, OfEcdsa, out problem);

    private static VerificationKey? Read(
        string textOrPath, Func<string, string, (VerificationKey? Key, string Problem)> parse, out string problem)
    {
        if (ReadText(textOrPath) is not { } text)
        {
            problem = "names a file that cannot be read";
            return null;
        }

        if (!PemEncoding.TryFind(text, out var fields))
        {
            problem = "is neither PEM text nor the path of a PEM file";
            return null;
        }

        var label = text[fields.Label];
        if (label.Contains("PRIVATE", StringComparison.Ordinal) || label is "EC PARAMETERS")
        {
            problem = "holds a private key, which this server must not have";
            return null;
        }

        try
        {
            (var key, problem) = parse(text[fields.Location], label);
            return key;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            problem = "holds PEM that is damaged or of another kind of key";
            return null;
        }
    }

    private static string? ReadText(string textOrPath)
    {
        if (LooksLikePem(textOrPath))
        {
            return textOrPath.Replace("\\n", "\n", StringComparison.Ordinal);
        }

        try
        {
            return File.ReadAllText(textOrPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Whether a text is PEM rather than a path or a secret.</summary>
    public static bool LooksLikePem(string text) => text.Contains("-----BEGIN ", StringComparison.Ordinal);

    private static (VerificationKey? Key, string Problem) OfRsa(string pem, string label)
    {
        using var certificate = label is Certificate ? X509Certificate2.CreateFromPem(pem) : null;
        using var rsa = certificate is null ? RSA.Create() : certificate.GetRSAPublicKey();
        if (rsa is null)
        {
            return (null, "holds the certificate of another kind of key");
        }

        if (certificate is null)
        {
            rsa.ImportFromPem(pem);
        }

        return rsa.KeySize < TokenAlgorithms.MinRsaBits
            ? (null, $"holds an RSA key of {rsa.KeySize} bits, the minimum is {TokenAlgorithms.MinRsaBits}")
            : (VerificationKey.OfRsa(rsa), "");
    }

    private static (VerificationKey? Key, string Problem) OfEcdsa(string pem, string label)
    {
        using var certificate = label is Certificate ? X509Certificate2.CreateFromPem(pem) : null;
        using var ecdsa = certificate is null ? ECDsa.Create() : certificate.GetECDsaPublicKey();
        if (ecdsa is null)
        {
            return (null, "holds the certificate of another kind of key");
        }

        if (certificate is null)
        {
            ecdsa.ImportFromPem(pem);
        }

        return VerificationKey.OfEcdsa(ecdsa) is { } key ? (key, "") : (null, "holds a key whose curve is none of P-256, P-384 and P-521");
    }
}
