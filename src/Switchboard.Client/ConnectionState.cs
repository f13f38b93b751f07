namespace Switchboard.Client;

/// <summary>Where a client's connection stands.</summary>
public enum ConnectionState
{
    /// <summary>There is no connection and none is being made.</summary>
    Disconnected,

    /// <summary>A connection is being made, or made again after one was lost.</summary>
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

    /// <summary>Neither a ping nor anything else came in time.</summary>
    PingTimeout,

    /// <summary>The hub refused to connect with an error.</summary>
    Refused,

    /// <summary>The server's certificate was refused, by the verification or by the application.</summary>
    CertificateRefused,

    /// <summary>The credential provider failed or had none.</summary>
    NoCredential,

    /// <summary>The other side sent what is not of the protocol, or more than is allowed.</summary>
    ProtocolError,

    /// <summary>A request without which the state is unknown got no answer in time.</summary>
    ReplyTimeout,

    /// <summary>Server-side subscriptions published more than their handler takes; the connection comes back and recovers.</summary>
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
