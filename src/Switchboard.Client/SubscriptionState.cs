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
