namespace Switchboard.Client;

/// <summary>Where a subscription stands.</summary>
public enum SubscriptionState
{
    /// <summary>There is none and none is wanted.</summary>
    Unsubscribed,

    /// <summary>It is wanted, and not there: not yet, or not at the moment.</summary>
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
