using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>Reads and writes the event ids of one-way streams: where the client is in each of its channels, in one bounded text.</summary>
/// <remarks>
/// Base64url of a version byte and, for each channel, the first 8 bytes of the SHA-256 of its name, the length of its epoch in one
/// byte, the epoch, and the offset as a varint. It opens nothing: channels are decided about anew at each connect.
/// </remarks>
internal static class PositionToken
{
    /// <summary>More channels than this have no place in a token, so that it fits into a request's headers.</summary>
    public const int MaxChannels = 256;

    /// <summary>Longer epochs have no place in a token.</summary>
    public const int MaxEpochBytes = 32;

    private const byte Version = 1;
    private const int KeyBytes = sizeof(ulong);
    private const int MaxVarintBytes = 10;
    private const int MaxEntryBytes = KeyBytes + 1 + MaxEpochBytes + MaxVarintBytes;

    /// <summary>By what a token names a channel.</summary>
    public static ulong KeyOf(string channel)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(channel), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>Whether a token can carry the epoch.</summary>
    public static bool Fits(string epoch) => epoch.Length > 0 && Encoding.UTF8.GetByteCount(epoch) <= MaxEpochBytes;

    /// <summary>Writes a token. All epochs fit.</summary>
    public static string Write(IReadOnlyCollection<KeyValuePair<ulong, Position>> positions)
    {
        var buffer = new byte[1 + (positions.Count * MaxEntryBytes)];
        buffer[0] = Version;
        var written = 1;
        foreach (var (key, position) in positions)
        {
            BinaryPrimitives.WriteUInt64BigEndian(buffer.AsSpan(written), key);
            written += KeyBytes;
            var epochBytes = Encoding.UTF8.GetBytes(position.Epoch, buffer.AsSpan(written + 1));
            buffer[written] = (byte)epochBytes;
            written += 1 + epochBytes;
            written += WriteVarint(buffer.AsSpan(written), position.Offset);
        }

        return Base64Url.EncodeToString(buffer.AsSpan(0, written));
    }

    /// <summary>Reads a token. Never throws: what is not one is empty, and what is broken ends where it breaks.</summary>
    public static IReadOnlyDictionary<ulong, Position> Read(string token)
    {
        var positions = new Dictionary<ulong, Position>();
        if (!Base64Url.IsValid(token))
        {
            return positions;
        }

        ReadOnlySpan<byte> rest = Base64Url.DecodeFromChars(token);
        if (rest is not [Version, ..])
        {
            return positions;
        }

        rest = rest[1..];
        while (positions.Count < MaxChannels && TryReadEntry(ref rest, out var key, out var position))
        {
            positions[key] = position;
        }

        return positions;
    }

    private static bool TryReadEntry(ref ReadOnlySpan<byte> rest, out ulong key, out Position position)
    {
        key = 0;
        position = default;
        if (rest.Length <= KeyBytes || rest[KeyBytes] is 0 or > MaxEpochBytes || rest.Length <= KeyBytes + 1 + rest[KeyBytes])
        {
            return false;
        }

        key = BinaryPrimitives.ReadUInt64BigEndian(rest);
        var epoch = Encoding.UTF8.GetString(rest.Slice(KeyBytes + 1, rest[KeyBytes]));
        rest = rest[(KeyBytes + 1 + rest[KeyBytes])..];
        if (!TryReadVarint(ref rest, out var offset))
        {
            return false;
        }

        position = new Position(offset, epoch);
        return true;
    }

    private static int WriteVarint(Span<byte> buffer, ulong value)
    {
        var written = 0;
        for (; value >= 0x80; value >>= 7)
        {
            buffer[written++] = (byte)(value | 0x80);
        }

        buffer[written++] = (byte)value;
        return written;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> rest, out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(rest.Length, MaxVarintBytes); i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
