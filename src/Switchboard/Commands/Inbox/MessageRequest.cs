namespace Switchboard.Commands.Inbox;

/// <summary>Somebody's wish to send users a message.</summary>
internal sealed record MessageRequest(IReadOnlyList<string> Users, ReadOnlyMemory<byte> Data)
{
    /// <summary>A channel whose present users are meant, too; null for none.</summary>
    public string? Presence { get; init; }

    /// <summary>Whether <see cref="Data"/> came out of a JSON reader.</summary>
    public bool IsCheckedJson { get; init; }

    /// <summary>Whether <see cref="Data"/> is binary, and no JSON even where it could be.</summary>
    public bool IsBinary { get; init; }

    /// <summary>The event name; null for none.</summary>
    public string? Event { get; init; }

    /// <summary>What sort of message it is; null for none.</summary>
    public string? Kind { get; init; }

    /// <summary>How urgent it is; null for none.</summary>
    public int? Priority { get; init; }

    /// <summary>Labels that filters and receivers may read; null for none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The milliseconds after which nobody needs it any more; null for none.</summary>
    public long? ExpiresMilliseconds { get; init; }

    /// <summary>The message that this one answers; null for none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Makes sending again send nothing, and answer with the first ids; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether the message takes no place in the inboxes' streams.</summary>
    public bool SkipHistory { get; init; }

    /// <summary>How long <see cref="IdempotencyKey"/> is remembered at least, where inbox or channel are durable; null for the ordinary window.</summary>
    public TimeSpan? IdempotencyWindow { get; init; }

    /// <summary>Who shows as sender where no connection sends; null for nobody.</summary>
    public ClientInfo? Sender { get; init; }
}

/// <summary>What became of a message to one user.</summary>
/// <param name="User">The user.</param>
/// <param name="Id">The message's id; empty where it was refused.</param>
/// <param name="Error">Why it was refused; null where it was accepted.</param>
internal sealed record MessageResult(string User, string Id, ErrorCode? Error);
