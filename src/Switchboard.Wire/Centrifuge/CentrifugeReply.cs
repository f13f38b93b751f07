namespace Switchboard.Wire.Centrifuge;

/// <summary>The result of a command.</summary>
public abstract record CentrifugeReply;

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

/// <summary>The result of a subscribe command, and of each server-side subscription within a connect reply.</summary>
public sealed record SubscribeReply : CentrifugeReply
{
    /// <summary>Whether the subscription expires and wants refreshing.</summary>
    public bool Expires { get; init; }

    /// <summary>Seconds until the subscription expires.</summary>
    public uint TimeToLiveSeconds { get; init; }

    /// <summary>Whether the client may recover missed publications later.</summary>
    public bool Recoverable { get; init; }

    /// <summary>The stream's epoch; empty where there is no position.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The stream's offset that the subscription starts behind: <see cref="Publications"/> follow it.</summary>
    public ulong Offset { get; init; }

    /// <summary>What was missed, oldest first.</summary>
    public IReadOnlyList<Publication> Publications { get; init; } = [];

    /// <summary>Whether everything missed is in <see cref="Publications"/>.</summary>
    public bool Recovered { get; init; }

    /// <summary>Whether the client asked to recover.</summary>
    public bool WasRecovering { get; init; }

    /// <summary>Where the client is when it has taken in <see cref="Publications"/>; epoch empty where there is no position.</summary>
    public Position EndPosition
        => new(Publications is [.., { HasPosition: true } last] && last.Offset > Offset ? last.Offset : Offset, Epoch);

    /// <summary>Whether the server checks the subscription's position.</summary>
    public bool Positioned { get; init; }

    /// <summary>Application data for the client; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether publications may come as deltas. Those of the reply are whole, in <see cref="PayloadForm.Text"/>.</summary>
    public bool Delta { get; init; }

    /// <summary>The kind of channel, as the client asked for it: <see cref="SubscriptionType"/>.</summary>
    public int Type { get; init; }

    /// <summary>Of a map: how far the client is, <see cref="MapPhase"/>.</summary>
    public int Phase { get; init; }

    /// <summary>Of a map: asks for the next page of entries; empty on the last.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Of a map: entries.</summary>
    public IReadOnlyList<Publication> State { get; init; } = [];

    /// <summary>How many milliseconds the client is to wait between publications; 0 for none.</summary>
    public uint PublishDebounceMilliseconds { get; init; }
}

/// <summary>A result that says no more than that the command was carried out.</summary>
/// <param name="Command">Whose result it is.</param>
public sealed record EmptyReply(EmptyReplyKind Command) : CentrifugeReply
{
    /// <summary>The result of a publish.</summary>
    public static EmptyReply Publish { get; } = new(EmptyReplyKind.Publish);

    /// <summary>The result of an unsubscribe.</summary>
    public static EmptyReply Unsubscribe { get; } = new(EmptyReplyKind.Unsubscribe);

    /// <summary>The result of an explicit ping.</summary>
    public static EmptyReply Ping { get; } = new(EmptyReplyKind.Ping);

    /// <summary>The result of a send that has an idempotency key.</summary>
    public static EmptyReply Send { get; } = new(EmptyReplyKind.Send);
}

/// <summary>The commands whose result has no fields.</summary>
public enum EmptyReplyKind
{
    /// <summary>unsubscribe</summary>
    Unsubscribe,

    /// <summary>publish</summary>
    Publish,

    /// <summary>ping</summary>
    Ping,

    /// <summary>send with an idempotency key; ours</summary>
    Send,
}

/// <summary>The result of a presence command.</summary>
/// <param name="Clients">Who is in the channel; on the wire a map keyed by client id.</param>
public sealed record PresenceReply(IReadOnlyCollection<ClientInfo> Clients) : CentrifugeReply;

/// <summary>The result of a presence_stats command.</summary>
/// <param name="Stats">The counts.</param>
public sealed record PresenceStatsReply(PresenceStats Stats) : CentrifugeReply;

/// <summary>The result of a history command.</summary>
/// <param name="Publications">The publications, in the order asked for.</param>
/// <param name="Top">The newest position of the stream.</param>
public sealed record HistoryReply(IReadOnlyList<Publication> Publications, Position Top) : CentrifugeReply;

/// <summary>The result of an rpc command.</summary>
/// <param name="Data">What the method returned; empty for nothing.</param>
public sealed record RpcReply(ReadOnlyMemory<byte> Data) : CentrifugeReply;

/// <summary>The result of a refresh command.</summary>
/// <param name="Client">The connection's client id.</param>
/// <param name="Version">The server's version.</param>
/// <param name="Expires">Whether the connection still expires.</param>
/// <param name="TimeToLiveSeconds">Seconds until it does.</param>
public sealed record RefreshReply(string Client, string Version, bool Expires, uint TimeToLiveSeconds) : CentrifugeReply;

/// <summary>The result of a sub_refresh command.</summary>
/// <param name="Expires">Whether the subscription still expires.</param>
/// <param name="TimeToLiveSeconds">Seconds until it does.</param>
public sealed record SubRefreshReply(bool Expires, uint TimeToLiveSeconds) : CentrifugeReply;
