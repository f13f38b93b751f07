namespace Switchboard;

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
