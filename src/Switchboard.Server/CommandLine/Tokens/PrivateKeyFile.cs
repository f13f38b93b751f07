using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Switchboard.Security;

namespace Switchboard.Server.CommandLine.Tokens;

/// <summary>Reads private keys in PEM (RFC 7468).</summary>
internal static class PrivateKeyFile
{
    /// <summary>The key that a file holds, and the algorithms that it signs with.</summary>
    /// <exception cref="CommandException">It holds none that tokens may be signed with.</exception>
    public static (SecurityKey Key, IReadOnlyList<string> Algorithms) Parse(string file, string pem)
    {
        if (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new CommandException(ExitCodes.Failure, $"The key in {file} is encrypted; write it without its password, such as by openssl pkey.");
        }

        return TryParseRsa(pem) ?? TryParseEcdsa(pem)
            ?? throw new CommandException(ExitCodes.Failure, $"{file} holds no private key for tokens; it must be PEM, RSA of at least {TokenAlgorithms.MinRsaBits} bits or EC of P-256, P-384 or P-521.");
    }

    private static (SecurityKey, IReadOnlyList<string>)? TryParseRsa(string pem)
    {
        var rsa = RSA.Create();
        return TryImport(rsa, pem) && rsa.KeySize >= TokenAlgorithms.MinRsaBits ? (new RsaSecurityKey(rsa), TokenAlgorithms.Rsa) : null;
    }

    private static (SecurityKey, IReadOnlyList<string>)? TryParseEcdsa(string pem)
    {
        var ecdsa = ECDsa.Create();
        return TryImport(ecdsa, pem) && TokenAlgorithms.OfCurve(ecdsa.ExportParameters(includePrivateParameters: false).Curve) is { } algorithm
            ? (new ECDsaSecurityKey(ecdsa), [algorithm])
            : null;
    }

    private static bool TryImport(AsymmetricAlgorithm algorithm, string pem)
    {
        try
        {
            algorithm.ImportFromPem(pem);
            return pem.Contains("PRIVATE KEY", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
