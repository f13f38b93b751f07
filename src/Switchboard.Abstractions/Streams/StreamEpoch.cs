using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Switchboard.Extensibility;

/// <summary>Epochs of streams that nobody has published to yet: a store need not keep them to tell the same one each time.</summary>
public static class StreamEpoch
{
    private const string Letters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Length = 8;
    private const int BitsOfALetter = 5;
    private const int OnStack = 512;

    /// <summary>The epoch that a channel's stream has, or will begin with.</summary>
    /// <param name="secret">A secret of the store, made anew with it: another store never tells the same epochs.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="generation">How often the stream may have been given up: an epoch never comes back.</param>
    public static string Derive(ReadOnlySpan<byte> secret, string channel, long generation)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var size = sizeof(long) + Encoding.UTF8.GetMaxByteCount(channel.Length);
        var input = size <= OnStack ? stackalloc byte[OnStack] : new byte[size];
        BinaryPrimitives.WriteInt64BigEndian(input, generation);
        var length = sizeof(long) + Encoding.UTF8.GetBytes(channel, input[sizeof(long)..]);
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, input[..length], digest);
        return string.Create(Length, BinaryPrimitives.ReadUInt64BigEndian(digest), static (text, bits) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Letters[(int)((bits >> (BitsOfALetter * i)) & 31)];
            }
        });
    }
}
