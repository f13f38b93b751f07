namespace Switchboard.Client;

/// <summary>Why a subscription changed its state.</summary>
public enum SubscriptionChange
{
    /// <summary>The application asked for it.</summary>
    Requested,

    /// <summary>The hub accepted the subscription.</summary>
    Accepted,

    /// <summary>The connection was lost; the subscription comes back with it and recovers.</summary>
    ConnectionLost,

    /// <summary>The hub took the subscription back; the code says why.</summary>
    UnsubscribedByServer,

    /// <summary>The hub refused the subscription with an error.</summary>
    Refused,

    /// <summary>The token callback had none.</summary>
    NoToken,

    /// <summary>The handler does not keep up; the subscription comes back, and recovers, once it has.</summary>
    BufferFull,
}
