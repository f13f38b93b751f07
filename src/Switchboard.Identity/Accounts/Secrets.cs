using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Switchboard.Identity.Accounts;

/// <summary>Random texts that open something, and what is kept of them.</summary>
internal static class Secrets
{
    private const int SecretBytes = 32;
    private const int IdBytes = 16;

    /// <summary>A new secret, which nobody guesses.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>A new id, which nobody else has.</summary>
    public static string CreateId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>What is kept of a secret.</summary>
    public static string Hash(string secret) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Whether two texts are the same, in a time that does not tell where they differ.</summary>
    public static bool AreEqual(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

    /// <summary>A mark that only the holder of a key can make.</summary>
    public static string Mark(byte[] key, string purpose, string text)
        => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{purpose}\n{text}")));
}
