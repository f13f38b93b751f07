using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Outbound;

namespace Switchboard.Subscriptions;

/// <summary>A subscription that has begun. It is on hold until <see cref="SubscriptionManager.GoLive"/> is called, behind the answer to the client.</summary>
internal sealed record SubscribeResult : SubscriptionStart
{
    public required Subscription Subscription { get; init; }

    public required Channel Channel { get; init; }

    /// <summary>The stream's position when it was read: what is in front of it has been missed or is known.</summary>
    public required Position Top { get; init; }
}
