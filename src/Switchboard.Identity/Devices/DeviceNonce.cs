using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Switchboard.Identity.Devices;

/// <summary>A nonce: when it was made, chance, and a code over these, the device and the host. So nobody has to remember it before it is used.</summary>
/// <param name="Id">What it is told apart by.</param>
/// <param name="IssuedAt">When it was made, in Unix milliseconds.</param>
internal readonly record struct DeviceNonce(string Id, long IssuedAt)
{
    /// <summary>How many characters a nonce has.</summary>
    public const int Length = 48;

    private const int TimeBytes = 8;
    private const int OpenBytes = 20;
    private const int AllBytes = 36;

    /// <summary>Makes a nonce.</summary>
    /// <param name="key">The servers' key.</param>
    /// <param name="device">For which device.</param>
    /// <param name="host">For which host.</param>
    /// <param name="now">The time, in Unix milliseconds.</param>
    public static string Create(ReadOnlySpan<byte> key, string device, string host, long now)
    {
        Span<byte> bytes = stackalloc byte[AllBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now);
        RandomNumberGenerator.Fill(bytes[TimeBytes..OpenBytes]);
        Sign(key, bytes[..OpenBytes], device, host, bytes[OpenBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a nonce; null where no server made it, or not for that device and host.</summary>
    public static DeviceNonce? TryRead(ReadOnlySpan<byte> key, string nonce, string device, string host)
    {
        Span<byte> bytes = stackalloc byte[AllBytes];
        if (nonce.Length != Length || !Base64Url.TryDecodeFromChars(nonce, bytes, out var written) || written != AllBytes)
        {
            return null;
        }

        Span<byte> code = stackalloc byte[AllBytes - OpenBytes];
        Sign(key, bytes[..OpenBytes], device, host, code);
        return CryptographicOperations.FixedTimeEquals(code, bytes[OpenBytes..])
            ? new DeviceNonce(Base64Url.EncodeToString(bytes[..OpenBytes]), BinaryPrimitives.ReadInt64BigEndian(bytes))
            : null;
    }

    /// <summary>When a nonce was made, by its id.</summary>
    public static long IssuedAtOf(string id)
    {
        Span<byte> bytes = stackalloc byte[OpenBytes];
        return Base64Url.TryDecodeFromChars(id, bytes, out var written) && written == OpenBytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;
    }

    private static void Sign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> open, string device, string host, Span<byte> code)
    {
        // Ids have no line ends, and neither have hosts.
        var names = Encoding.UTF8.GetBytes($"switchboard-nonce-v1\n{device}\n{host}\n");
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, [.. names, .. open], hash);
        hash[..code.Length].CopyTo(code);
    }
}
