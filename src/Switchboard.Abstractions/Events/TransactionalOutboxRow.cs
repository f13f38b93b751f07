namespace Switchboard.Extensibility;

/// <summary>What a row of a transactional outbox asks for.</summary>
/// <param name="Action">What is to be done.</param>
/// <param name="Target">The channel; the user for <see cref="OutboxAction.Send"/>.</param>
/// <param name="Data">The payload; empty for <see cref="OutboxAction.MapRemove"/>.</param>
public sealed record TransactionalOutboxRow(OutboxAction Action, string Target, ReadOnlyMemory<byte> Data)
{
    /// <summary>The key of a map channel's entry; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The event name; null for none.</summary>
    public string? Event { get; init; }

    /// <summary>The tags; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The application's own idempotency key; null for the row's.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What an entry is ordered by.</summary>
    public long Score { get; init; }
}

/// <summary>What a row of a transactional outbox has done.</summary>
public enum OutboxAction
{
    /// <summary>Publishes into a channel.</summary>
    Publish,

    /// <summary>Sets an entry of a map channel.</summary>
    MapPublish,

    /// <summary>Removes an entry of a map channel.</summary>
    MapRemove,

    /// <summary>Sends a message to a user.</summary>
    Send,
}

/// <summary>A committed row of a transactional outbox, as its adapter read it.</summary>
/// <param name="row">What it asks for.</param>
/// <param name="id">What tells it apart from all other rows, also of an outbox that was made anew or restored.</param>
public sealed class OutboxMessage(TransactionalOutboxRow row, string id) : EventMessage
{
    /// <summary>What it asks for.</summary>
    public TransactionalOutboxRow Row => row;

    /// <summary>Why the row makes no sense; null where it does.</summary>
    public string? Fault { get; init; }

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Body => row.Data;

    /// <inheritdoc/>
    public override string Id => id;

    /// <summary>Nothing: a row has no headers.</summary>
    /// <param name="name">Any name.</param>
    public override string? FindHeader(string name) => null;
}

/// <summary>How many rows an outbox has.</summary>
/// <param name="Waiting">Rows that wait to be published, as far as they were counted.</param>
/// <param name="IsMore">Whether there are more than were counted.</param>
/// <param name="Refused">Rows that are kept aside.</param>
/// <param name="OldestAt">When the oldest waiting row was written, in Unix milliseconds; null where none waits.</param>
public sealed record OutboxCounts(long Waiting, bool IsMore, long Refused, long? OldestAt);

/// <summary>A row that can never be published, kept aside.</summary>
/// <param name="Id">Its id.</param>
public sealed record RefusedOutboxRow(long Id)
{
    /// <summary>What it asked for, as it is written: <c>publish</c>, <c>map_publish</c>, <c>map_remove</c>, <c>send</c>, or nonsense.</summary>
    public string Action { get; init; } = "";

    /// <summary>The channel, or the user.</summary>
    public string Target { get; init; } = "";

    /// <summary>The key of an entry; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>The size of the payload, in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The code of the error; 0 where the row did not get as far.</summary>
    public uint Code { get; init; }

    /// <summary>Why it was refused.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it was written, in Unix milliseconds.</summary>
    public long CreatedAt { get; init; }

    /// <summary>When it was refused, in Unix milliseconds.</summary>
    public long RefusedAt { get; init; }
}
