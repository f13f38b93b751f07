namespace Switchboard.Client;

/// <summary>Why a connection changed its state.</summary>
public enum ConnectionChange
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
    Silent,

    /// <summary>The hub refused to connect with an error.</summary>
    Refused,

    /// <summary>The server's certificate was refused, by the verification or by the application.</summary>
    CertificateRefused,

    /// <summary>The credential provider failed or had none.</summary>
    NoCredential,

    /// <summary>The other side sent what is not of the protocol, or more than is allowed.</summary>
    ProtocolViolated,

    /// <summary>A request without which the state is unknown got no answer in time.</summary>
    Unanswered,

    /// <summary>Server-side subscriptions published more than their handler takes; the connection comes back and recovers.</summary>
    BufferFull,
}
