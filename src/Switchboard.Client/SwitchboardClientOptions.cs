namespace Switchboard.Client;

/// <summary>How a client connects, and its limits. Read once, when the client is made.</summary>
public sealed class SwitchboardClientOptions
{
    /// <summary>The hub's WebSocket endpoint, as <c>wss://example.com/connection/websocket</c>. Required. Credentials have no place in it.</summary>
    public Uri? Url { get; set; }

    /// <summary>How commands and replies are written. JSON unless set.</summary>
    public ClientEncoding Encoding { get; set; }

    /// <summary>Provides the credentials; null connects without any.</summary>
    public ICredentialProvider? Credentials { get; set; }

    /// <summary>The name of the client program, shown to the hub.</summary>
    public string Name { get; set; } = "dotnet";

    /// <summary>The version of the client program, shown to the hub.</summary>
    public string Version { get; set; } = "";

    /// <summary>Application data for whatever authorizes the connection; empty for none.</summary>
    public ReadOnlyMemory<byte> ConnectData { get; set; }

    /// <summary>Headers of the HTTP request that opens the WebSocket. Sent only after the server's certificate was accepted.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How the server's certificate is verified.</summary>
    public TlsOptions Tls { get; } = new();

    /// <summary>How long to wait between attempts to connect, to subscribe, and to deliver a publication again whose handler failed.</summary>
    public BackoffOptions Backoff { get; } = new();

    /// <summary>How long one attempt to connect may take, until the hub has answered. 15 s unless set.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long to wait for the answer to a request, connecting included. 10 s unless set.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call may take that names no deadline. 30 s unless set.</summary>
    public TimeSpan CallDeadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How much later than announced the server's ping may arrive before the connection counts as lost. 10 s unless set.</summary>
    public TimeSpan MaxServerPingDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the client itself pings, for servers that do not or networks that need it more often; null for never.</summary>
    public TimeSpan? PingInterval { get; set; }

    /// <summary>How long to wait for the server's close frame when disconnecting. 2 s unless set.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest message that is sent, in bytes; a larger one is refused with error 106. 65,536 unless set, as the hub's limit.</summary>
    public int MaxSentMessageBytes { get; set; } = 65_536;

    /// <summary>The largest message that is received, in bytes; a larger one ends the connection. 32 MiB unless set.</summary>
    public int MaxReceivedMessageBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How many bytes may be queued before requests wait. 4 MiB unless set.</summary>
    public int SendBufferBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How many requests may be outstanding; further ones wait. 10,000 unless set.</summary>
    public int MaxPendingRequestCount { get; set; } = 10_000;

    /// <summary>
    /// How many publications a subscription buffers for its handler. 1,000 unless set. When the buffer is full, the client unsubscribes, and
    /// subscribes again, from its position, once half of them are handled.
    /// </summary>
    public int DeliveryBufferCount { get; set; } = 1_000;

    /// <summary>How many join and leave events may wait for their handlers; further ones are dropped, counted and logged. 10,000 unless set.</summary>
    public int EventBufferCount { get; set; } = 10_000;

    /// <summary>How many ids of handled messages <see cref="SwitchboardClient.Inbox"/> remembers to recognise repeated ones. 10,000 unless set.</summary>
    public int InboxDeduplicationCount { get; set; } = 10_000;

    /// <summary>Where <see cref="SwitchboardClient.Outbox"/> keeps what is to be sent; null for no outbox. In a <see cref="SwitchboardClientPool"/>, the first client carries the one of all.</summary>
    public OutboxOptions? Outbox { get; set; }

    /// <summary>The clock. Timers use its monotonic time: setting the time of day has no effect on them.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}

/// <summary>Exponential backoff with full jitter: a random delay, from nothing to a bound that doubles with each attempt.</summary>
public sealed class BackoffOptions
{
    /// <summary>The bound of the first delay. 200 ms unless set.</summary>
    public TimeSpan InitialDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The largest bound. 20 s unless set.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection has to last until the delays start anew. 1 s unless set.</summary>
    public TimeSpan StableAfter { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>How commands and replies are written on the wire.</summary>
public enum ClientEncoding
{
    /// <summary>Text frames of JSON. Payloads have to be JSON.</summary>
    Json,

    /// <summary>Binary frames of Protobuf. Payloads may be any bytes where the namespace takes them.</summary>
    Protobuf,
}
