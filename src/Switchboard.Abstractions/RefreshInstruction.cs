namespace Switchboard;

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
