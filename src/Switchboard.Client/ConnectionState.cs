namespace Switchboard.Client;

/// <summary>The state of a client's connection.</summary>
public enum ConnectionState
{
    /// <summary>There is no connection, and the client does not connect.</summary>
    Disconnected,

    /// <summary>The client connects, or reconnects after the connection was lost.</summary>
    Connecting,

    /// <summary>The hub has accepted the connection.</summary>
    Connected,
}

/// <summary>Why a connection changed its state.</summary>
public enum ConnectionChangeReason
{
    /// <summary>The application asked for it.</summary>
    Requested,

    /// <summary>The hub accepted the connection.</summary>
    Accepted,

    /// <summary>The hub closed the connection; the close code says why.</summary>
    ClosedByServer,

    /// <summary>The network failed: the hub could not be reached, or the connection broke.</summary>
    TransportFailed,

    /// <summary>Neither a ping nor anything else was received in time.</summary>
    PingTimeout,

    /// <summary>The hub refused to connect with an error.</summary>
    Refused,

    /// <summary>The server's certificate was refused, by the verification or by the application.</summary>
    CertificateRefused,

    /// <summary>The credential provider failed or had none.</summary>
    NoCredential,

    /// <summary>The hub sent something that does not conform to the protocol, or is larger than allowed.</summary>
    ProtocolError,

    /// <summary>The hub did not reply in time to the connect command, or to another one without whose reply the state is not known.</summary>
    ReplyTimeout,

    /// <summary>The handlers of server-side subscriptions do not keep up; the client reconnects and recovers once they have.</summary>
    BufferFull,
}

/// <summary>A connection has changed its state.</summary>
public sealed class ConnectionStateChangedEventArgs : EventArgs
{
    internal ConnectionStateChangedEventArgs(ConnectionState previous, ConnectionState current, ConnectionChangeReason reason)
    {
        Previous = previous;
        Current = current;
        Reason = reason;
    }

    /// <summary>The state before.</summary>
    public ConnectionState Previous { get; }

    /// <summary>The state now. <see cref="ConnectionState.Disconnected"/> is final until the application connects again.</summary>
    public ConnectionState Current { get; }

    /// <summary>Why.</summary>
    public ConnectionChangeReason Reason { get; }

    /// <summary>The hub's close code; null where the hub did not close the connection.</summary>
    public CloseCode? CloseCode { get; internal init; }

    /// <summary>What failed; null where nothing did.</summary>
    public Exception? Error { get; internal init; }
}
