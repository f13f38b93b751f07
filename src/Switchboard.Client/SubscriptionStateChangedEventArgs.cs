namespace Switchboard.Client;

/// <summary>A subscription has changed its state.</summary>
public sealed class SubscriptionStateChangedEventArgs : EventArgs
{
    internal SubscriptionStateChangedEventArgs(SubscriptionState previous, SubscriptionState current, SubscriptionChange change)
    {
        Previous = previous;
        Current = current;
        Change = change;
    }

    /// <summary>The state before.</summary>
    public SubscriptionState Previous { get; }

    /// <summary>The state now. <see cref="SubscriptionState.Unsubscribed"/> is final until the application subscribes again.</summary>
    public SubscriptionState Current { get; }

    /// <summary>Why.</summary>
    public SubscriptionChange Change { get; }

    /// <summary>The hub's code; null where the hub did not end the subscription.</summary>
    public UnsubscribeCode? Code { get; internal init; }

    /// <summary>What failed; null where nothing did.</summary>
    public Exception? Error { get; internal init; }
}
