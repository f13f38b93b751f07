namespace Switchboard.Client;

/// <summary>The state of a subscription.</summary>
public enum SubscriptionState
{
    /// <summary>Not subscribed, and not to be.</summary>
    Unsubscribed,

    /// <summary>To be subscribed, once there is a connection and the hub has accepted it.</summary>
    Subscribing,

    /// <summary>The hub has accepted it.</summary>
    Subscribed,
}

/// <summary>Why a subscription changed its state.</summary>
public enum SubscriptionChangeReason
{
    /// <summary>The application asked for it.</summary>
    Requested,

    /// <summary>The hub accepted the subscription.</summary>
    Accepted,

    /// <summary>The connection was lost; the subscription is made again in the next one and recovers.</summary>
    ConnectionLost,

    /// <summary>The hub ended the subscription; the code says why.</summary>
    UnsubscribedByServer,

    /// <summary>The hub refused the subscription with an error.</summary>
    Refused,

    /// <summary>The token callback returned no token.</summary>
    NoToken,

    /// <summary>The handlers do not keep up; the subscription is made again, and recovers, once they have.</summary>
    BufferFull,

    /// <summary>A delta does not fit to what was received; the subscription is made again, and recovers.</summary>
    DeltaMismatch,
}

/// <summary>A subscription has changed its state.</summary>
public sealed class SubscriptionStateChangedEventArgs : EventArgs
{
    internal SubscriptionStateChangedEventArgs(SubscriptionState previous, SubscriptionState current, SubscriptionChangeReason reason)
    {
        Previous = previous;
        Current = current;
        Reason = reason;
    }

    /// <summary>The state before.</summary>
    public SubscriptionState Previous { get; }

    /// <summary>The state now. <see cref="SubscriptionState.Unsubscribed"/> is final until the application subscribes again.</summary>
    public SubscriptionState Current { get; }

    /// <summary>Why.</summary>
    public SubscriptionChangeReason Reason { get; }

    /// <summary>The hub's code; null where the hub did not end the subscription.</summary>
    public UnsubscribeCode? Code { get; internal init; }

    /// <summary>What failed; null where nothing did.</summary>
    public Exception? Error { get; internal init; }
}
