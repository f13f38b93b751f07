using System.Text;

namespace Switchboard.Client;

/// <summary>A publication or message in an outbox.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Channel">The channel of a publication; else empty.</param>
/// <param name="Data">The payload.</param>
/// <param name="IdempotencyKey">The key under which the hub is sent the item each time: random, assigned when it was taken.</param>
public sealed record OutboxItem(OutboxItemKind Kind, string Channel, ReadOnlyMemory<byte> Data, string IdempotencyKey)
{
    /// <summary>How many times sending it has failed.</summary>
    public int Attempts { get; init; }

    /// <summary>Its place in the order; 0 before it has one.</summary>
    internal long Id { get; init; }

    /// <summary>When it was taken, in the file's own time.</summary>
    internal long TakenAt { get; init; }

    /// <summary>What it counts for <see cref="OutboxOptions.MaxBytes"/>.</summary>
    internal long Size => Data.Length + Encoding.UTF8.GetByteCount(Channel);
}

/// <summary>What an outbox's item is.</summary>
public enum OutboxItemKind
{
    /// <summary>A publication for a channel.</summary>
    Publish = 0,

    /// <summary>A message to the application that runs the hub.</summary>
    Send = 1,
}

/// <summary>An item that could not be delivered, and is kept.</summary>
/// <param name="Item">The item.</param>
/// <param name="Reason">Why.</param>
/// <param name="ErrorCode">The code of the hub's last answer; 0 where it did not answer.</param>
/// <param name="ErrorMessage">The text of the hub's last answer; empty where it did not answer.</param>
public sealed record OutboxDeadLetter(OutboxItem Item, OutboxLossReason Reason, uint ErrorCode, string ErrorMessage);
