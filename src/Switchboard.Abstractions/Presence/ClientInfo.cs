namespace Switchboard;

/// <summary>What a connection shows of itself in presence, join and leave, and as publisher.</summary>
/// <param name="User">The user id; empty for an anonymous connection.</param>
/// <param name="Client">The connection's id, unique across nodes.</param>
/// <param name="ConnectionInfo">JSON attached to the connection by whoever authenticated it; empty when there is none.</param>
/// <param name="ChannelInfo">JSON attached to this subscription; empty when there is none.</param>
public sealed record ClientInfo(string User, string Client, ReadOnlyMemory<byte> ConnectionInfo = default, ReadOnlyMemory<byte> ChannelInfo = default)
{
    // Names of fields.
    private const int EnvelopeBytes = 64;

    /// <summary>About how many bytes this has on a wire, or in an answer.</summary>
    public int ApproximateBytes => EnvelopeBytes + User.Length + Client.Length + ConnectionInfo.Length + ChannelInfo.Length;
}

/// <summary>How many are in a channel.</summary>
/// <param name="Clients">The number of connections.</param>
/// <param name="Users">The number of different user ids among them; all anonymous connections count as one.</param>
public readonly record struct PresenceStats(int Clients, int Users);
