using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>The hub's Socket.IO endpoint. Needs a restart.</summary>
public sealed class SocketIoWireOptions
{
    /// <summary>Whether Socket.IO clients are served.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The endpoint's path.</summary>
    public string Path { get; set; } = "/socket.io/";

    /// <summary>Whether clients 1 and 2 are served too, which speak Engine.IO 3.</summary>
    public bool AllowVersion3 { get; set; } = true;

    /// <summary>Whether HTTP long-polling is served, with which most clients begin.</summary>
    public bool AllowPolling { get; set; } = true;

    /// <summary>Milliseconds between pings.</summary>
    [Range(100, 3_600_000)]
    public int PingIntervalMilliseconds { get; set; } = 25_000;

    /// <summary>Milliseconds in which a ping must be answered. Later the session is closed with 3012.</summary>
    [Range(100, 3_600_000)]
    public int PingTimeoutMilliseconds { get; set; } = 20_000;

    /// <summary>Milliseconds in which a change from polling to WebSocket must be complete. Later the client stays with polling.</summary>
    [Range(100, 3_600_000)]
    public int UpgradeTimeoutMilliseconds { get; set; } = 10_000;

    /// <summary>Milliseconds in which a client must enter a Socket.IO namespace, and attachments must follow their event. Later the connection is closed with 3502.</summary>
    [Range(100, 3_600_000)]
    public int ConnectTimeoutMilliseconds { get; set; } = 45_000;

    /// <summary>The largest message or polling body from a client, in bytes, and all attachments of an event together. Larger ones close the connection with 1009, or HTTP 413.</summary>
    [Range(1024, 1_073_741_824)]
    public int MaxPayloadBytes { get; set; } = 1_000_000;

    /// <summary>Attachments of one event. More close the connection with 3501.</summary>
    [Range(0, 10_000)]
    public int MaxAttachments { get; set; } = 64;

    /// <summary>Socket.IO namespaces that one connection may be in. Further ones are refused.</summary>
    [Range(1, 10_000)]
    public int MaxNamespacesPerConnection { get; set; } = 32;

    /// <summary>
    /// Messages of one connection that may wait for those before them to be handled. At more, it is not read further until fewer wait; if none has
    /// been handled for as long as pingTimeoutMilliseconds then, it is closed with 3013.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxQueuedMessages { get; set; } = 10_000;

    /// <summary>Bytes of the messages of one connection that wait, together. At more, as with maxQueuedMessages.</summary>
    [Range(1024, 1_073_741_824)]
    public int MaxQueuedBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Seconds for which the state of a client that was cut off is kept (connection state recovery), in Socket.IO namespaces of the application. 0 keeps none.</summary>
    [Range(0, 86_400)]
    public int RecoverySeconds { get; set; }
}
