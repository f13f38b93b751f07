namespace Switchboard.Wire.Centrifuge;

/// <summary>The result of a connect command; on one-way streams also the first push.</summary>
public sealed record ConnectReply : CentrifugeReply
{
    /// <summary>The connection's client id.</summary>
    public required string Client { get; init; }

    /// <summary>The server's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether the connection expires and wants refreshing.</summary>
    public bool Expires { get; init; }

    /// <summary>Seconds until the connection expires.</summary>
    public uint TimeToLiveSeconds { get; init; }

    /// <summary>Application data for the client; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The server-side subscriptions; null for none.</summary>
    public IReadOnlyDictionary<string, SubscribeReply>? Subscriptions { get; init; }

    /// <summary>Seconds between the server's pings; 0 for none.</summary>
    public uint PingSeconds { get; init; }

    /// <summary>Whether the client has to answer pings.</summary>
    public bool Pong { get; init; }

    /// <summary>The session id: a secret by which requests of other HTTP connections reach this one.</summary>
    public string Session { get; init; } = "";

    /// <summary>The id of the node that holds the connection.</summary>
    public string Node { get; init; } = "";

    /// <summary>The server's time in milliseconds since 1970; 0 when not told.</summary>
    public long Time { get; init; }
}
