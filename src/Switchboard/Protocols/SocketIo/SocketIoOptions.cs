using System.Text.Json;
using Switchboard.Protocols.EngineIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>How a Socket.IO endpoint serves its clients. Read once, when it is mapped.</summary>
public sealed class SocketIoOptions : EngineIoOptions
{
    /// <summary>The path of the endpoint unless another is given.</summary>
    public const string DefaultPath = "/socket.io/";

    /// <summary>The time in which a client must enter a Socket.IO namespace; later it is closed. 45 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How many binary attachments an event or acknowledgement may have. More close the connection. 64.</summary>
    public int MaxAttachments { get; set; } = 64;

    /// <summary>How many Socket.IO namespaces a connection may be in. Further ones are refused. 32.</summary>
    public int MaxNamespacesPerConnection { get; set; } = 32;

    /// <summary>
    /// How many Socket.IO namespaces may be there at a time that began because a client asked for them. Beyond that one that nobody is in
    /// gives way, or the client is refused. 1000.
    /// </summary>
    public int MaxDynamicNamespaces { get; set; } = 1000;

    /// <summary>
    /// How many events of a connection may be in the hands of handlers in one Socket.IO namespace. At more, the next ones of that namespace wait,
    /// within <see cref="EngineIoOptions.MaxQueuedMessages"/>; acknowledgements and other namespaces do not. 64.
    /// </summary>
    public int MaxConcurrentEvents { get; set; } = 64;

    /// <summary>How many acknowledgements of a client may be awaited at the same time. Further requests fail. 1000.</summary>
    public int MaxPendingAcks { get; set; } = 1000;

    /// <summary>The time that a client has to acknowledge an event, unless the call names another. 20 s.</summary>
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the state of a client that was cut off is kept for it to come back to (connection state recovery). Zero, which is the default, keeps none.</summary>
    public TimeSpan RecoveryTime { get; set; }

    /// <summary>How many events of a Socket.IO namespace are kept for clients that come back. 10,000.</summary>
    public int RecoveryEvents { get; set; } = 10_000;

    /// <summary>How many bytes the events that are kept in a Socket.IO namespace may have together. 64 MiB.</summary>
    public long RecoveryBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many clients' states are kept in a Socket.IO namespace. 10,000.</summary>
    public int RecoverySessions { get; set; } = 10_000;

    /// <summary>How arguments are written and read; null for the defaults of the web. Bytes become attachments in any case.</summary>
    public JsonSerializerOptions? Json { get; set; }
}
