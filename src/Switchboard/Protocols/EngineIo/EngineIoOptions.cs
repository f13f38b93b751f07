namespace Switchboard.Protocols.EngineIo;

/// <summary>How an Engine.IO endpoint serves its clients. Read once, when it is mapped.</summary>
public class EngineIoOptions
{
    /// <summary>The time between pings. 25 s.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>The time in which a ping must be answered; later the session is closed. 20 s.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The time that a client has to complete a change to WebSocket; later it stays with polling. 10 s.</summary>
    public TimeSpan UpgradeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest message or body from a client, in bytes: larger ones close the session, with 1009 or HTTP 413. 1,000,000.</summary>
    public int MaxPayloadBytes { get; set; } = 1_000_000;

    /// <summary>
    /// How many messages of a client may wait for those before them to be handled. At more, it is not read further until fewer wait; if none
    /// has been handled for as long as <see cref="PingTimeout"/> then, it is closed with 3013. 10,000.
    /// </summary>
    public int MaxQueuedMessages { get; set; } = 10_000;

    /// <summary>How many bytes the messages of a client that wait may have together. At more, as with <see cref="MaxQueuedMessages"/>. 4 MiB.</summary>
    public int MaxQueuedBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Whether revision 3 of the protocol is served too, for Socket.IO clients 1 and 2. True.</summary>
    public bool AllowVersion3 { get; set; } = true;

    /// <summary>Whether clients may use HTTP long-polling. True.</summary>
    public bool AllowPolling { get; set; } = true;

    /// <summary>
    /// The name of a cookie that holds the session's id, for load balancers that route by it; null for none. Only sessions that begin
    /// with polling get it: the others have no further requests.
    /// </summary>
    public string? CookieName { get; set; }
}
