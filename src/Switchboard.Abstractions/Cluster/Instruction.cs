namespace Switchboard.Extensibility;

/// <summary>What server code, or the HTTP API, does to connections wherever they are held.</summary>
/// <param name="Target">Which connections.</param>
public abstract record Instruction(ConnectionTarget Target);

/// <summary>Subscribes connections to a channel from the server's side.</summary>
/// <param name="Target">Which connections.</param>
/// <param name="Channel">The channel.</param>
public sealed record SubscribeInstruction(ConnectionTarget Target, string Channel) : Instruction(Target)
{
    /// <summary>JSON shown to others as the subscription's info; empty for none.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }

    /// <summary>JSON handed to the client with the subscription; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>When the subscription expires; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Where the client already is in the stream: it is sent what it misses since. Null for nothing.</summary>
    public Position? RecoverSince { get; init; }

    /// <summary>Deviations from the namespace's options.</summary>
    public SubscriptionOverride Override { get; init; } = SubscriptionOverride.None;
}

/// <summary>Ends the subscriptions of connections to a channel.</summary>
/// <param name="Target">Which connections.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Code">What the clients are told.</param>
public sealed record UnsubscribeInstruction(ConnectionTarget Target, string Channel, UnsubscribeCode Code) : Instruction(Target);

/// <summary>Closes connections.</summary>
/// <param name="Target">Which connections.</param>
/// <param name="Code">What the clients are told.</param>
public sealed record DisconnectInstruction(ConnectionTarget Target, CloseCode Code) : Instruction(Target);

/// <summary>Closes connections whose token is no longer valid, with 3500, and ends subscriptions that came by one, with 2000.</summary>
/// <param name="Target">Which connections.</param>
/// <param name="TokenId">The token's id; empty for every token.</param>
public sealed record RevokeInstruction(ConnectionTarget Target, string TokenId) : Instruction(Target);

/// <summary>Decides anew about what connections have by a grant, and ends what they may not have any more.</summary>
/// <param name="Target">Which connections.</param>
/// <param name="Role">Only those of this role; empty for all.</param>
public sealed record RecheckInstruction(ConnectionTarget Target, string Role) : Instruction(Target);

/// <summary>Sets a new expiry for connections.</summary>
/// <param name="Target">Which connections.</param>
/// <param name="ExpiresAt">When they expire; null for never.</param>
public sealed record RefreshInstruction(ConnectionTarget Target, DateTimeOffset? ExpiresAt) : Instruction(Target)
{
    /// <summary>Whether the connections have expired already and are closed.</summary>
    public bool Expired { get; init; }

    /// <summary>JSON that replaces the connection's info; empty keeps it.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }
}
