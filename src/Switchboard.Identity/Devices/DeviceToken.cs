using System.Buffers.Text;
using System.Text;

namespace Switchboard.Identity.Devices;

/// <summary>What a device connects with: <c>device.&lt;id&gt;.&lt;nonce&gt;.&lt;signature&gt;</c>.</summary>
/// <param name="Device">The device that it says it is.</param>
/// <param name="Nonce">The nonce of the challenge.</param>
/// <param name="Signature">The signature.</param>
internal sealed record DeviceToken(string Device, string Nonce, byte[] Signature)
{
    /// <summary>What such tokens begin with. No JWT does: its first letters are those of a JSON object in base64.</summary>
    public const string Prefix = "device.";

    // An RSA key of 8192 bits signs with 1024 bytes.
    private const int MaxLength = 2048;

    /// <summary>Whether a token is meant to be one.</summary>
    public static bool IsOne(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads a token; null where it is not well formed.</summary>
    public static DeviceToken? TryParse(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [_, var id, { Length: DeviceNonce.Length } nonce, { Length: > 0 } signature] || !DeviceIds.IsValid(id))
        {
            return null;
        }

        return Base64Url.IsValid(signature) && !signature.AsSpan().ContainsAny(" \t\r\n=")
            ? new DeviceToken(id, nonce, Base64Url.DecodeFromChars(signature))
            : null;
    }

    /// <summary>What is signed.</summary>
    /// <param name="host">The host that the device connects to.</param>
    public byte[] SignedData(string host) => Encoding.UTF8.GetBytes($"switchboard-device-v1\n{host}\n{Device}\n{Nonce}");
}

/// <summary>The host that a challenge and its answer are bound to.</summary>
internal static class DeviceHost
{
    private const int MaxLength = 255;

    /// <summary>The host as both sides write it: in lower case, and without a port that goes without saying. Null where there is none.</summary>
    /// <param name="host">The Host header.</param>
    public static string? Of(string host)
    {
        if (host.Length is 0 or > MaxLength || host.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return null;
        }

        var plain = host.ToLowerInvariant();
        return plain.EndsWith(":443", StringComparison.Ordinal) ? plain[..^4] : plain.EndsWith(":80", StringComparison.Ordinal) ? plain[..^3] : plain;
    }
}
