using System.Buffers;
using System.Text.Unicode;

namespace Switchboard.Wire.Deltas;

/// <summary>The delta format of the Fossil version control system: how to make one payload of another by copies and insertions.</summary>
/// <remarks>
/// A delta is text with the insertions in it as they are: <c>length LF</c>, then <c>count@offset,</c> for a copy out of the source and
/// <c>count:bytes</c> for an insertion, and <c>checksum;</c> at the end. Numbers are in base 64. Safe to call from any thread.
/// </remarks>
public static class FossilDelta
{
    /// <summary>The name by which clients ask for it.</summary>
    public const string Name = "fossil";

    // What is smaller is sent as quickly whole: a delta has about twenty bytes of its own.
    private const int MinTargetBytes = 48;

    /// <summary>Makes a delta where that is worth it: at most nine tenths of the target.</summary>
    /// <param name="source">What the receiver has.</param>
    /// <param name="target">What it is to have.</param>
    /// <param name="isText">Whether the delta must be UTF-8, as both payloads are: insertions are whole characters then.</param>
    /// <returns>The delta; null where the target is better sent whole.</returns>
    public static byte[]? Create(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, bool isText)
    {
        if (target.Length < MinTargetBytes || source.IsEmpty || (isText && !Utf8.IsValid(target)))
        {
            return null;
        }

        var limit = target.Length - (target.Length / 10);
        var buffer = ArrayPool<byte>.Shared.Rent(limit);
        try
        {
            var encoder = new DeltaEncoder(source, target, isText, new DeltaWriter(buffer.AsSpan(0, limit)));
            return encoder.TryEncode(out var length) ? buffer.AsSpan(0, length).ToArray() : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Carries a delta out.</summary>
    /// <param name="source">What the delta was made of.</param>
    /// <param name="delta">The delta.</param>
    /// <param name="maxBytes">The largest result that is accepted.</param>
    /// <exception cref="FormatException">The delta is malformed, was made of something else, or makes more than is accepted.</exception>
    public static byte[] Apply(ReadOnlySpan<byte> source, ReadOnlySpan<byte> delta, int maxBytes)
        => new DeltaDecoder(source, delta).Decode(maxBytes);
}
