using System.Text;

namespace Switchboard.Client;

/// <summary>One thing that waits in an outbox.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Channel">The channel of a publication; else empty.</param>
/// <param name="Data">The payload.</param>
/// <param name="IdempotencyKey">The key under which the hub is sent the item each time: random, assigned when it was taken.</param>
public sealed record OutboxItem(OutboxItemKind Kind, string Channel, ReadOnlyMemory<byte> Data, string IdempotencyKey)
{
    /// <summary>How many times it was sent in vain.</summary>
    public int Attempts { get; init; }

    /// <summary>Its place in the order; 0 before it has one.</summary>
    internal long Id { get; init; }

    /// <summary>When it was taken, in the file's own time.</summary>
    internal long TakenAt { get; init; }

    /// <summary>What it counts for <see cref="OutboxOptions.MaxBytes"/>.</summary>
    internal long Size => Data.Length + Encoding.UTF8.GetByteCount(Channel);
}
