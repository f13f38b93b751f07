namespace Switchboard.Connections;

/// <content>The subscriptions that the connection holds.</content>
internal sealed partial class Connection
{
    public int SubscriptionCount
    {
        get
        {
            lock (_lock)
            {
                return _subscriptions.Count;
            }
        }
    }

    /// <summary>Takes a subscription in. The answer says why not.</summary>
    public ErrorCode? TryAdd(Subscription subscription)
    {
        lock (_lock)
        {
            if (!IsOpen)
            {
                return ErrorCodes.NotAvailable;
            }

            if (_subscriptions.Find(subscription.Name) is not null)
            {
                return ErrorCodes.AlreadySubscribed;
            }

            if (Limits.ChannelsPerConnection > 0 && _subscriptions.Count + CatchUpsBesideLocked(subscription.Name) >= Limits.ChannelsPerConnection)
            {
                return ErrorCodes.LimitExceeded;
            }

            // Whoever replaces the principal does so for those that are here.
            subscription.Show(Info);
            _subscriptions.Add(subscription);
            return null;
        }
    }

    /// <summary>Replaces the JSON that a subscription shows beside that of the connection. False where it shows that already.</summary>
    public bool Show(Subscription subscription, ReadOnlyMemory<byte> info)
    {
        lock (_lock)
        {
            if (subscription.Info.ChannelInfo.Span.SequenceEqual(info.Span))
            {
                return false;
            }

            subscription.Info = subscription.Info with { ChannelInfo = info };
            return true;
        }
    }

    /// <summary>Lets a subscription go. False where it is not held any more.</summary>
    public bool Remove(Subscription subscription)
    {
        lock (_lock)
        {
            return _subscriptions.Remove(subscription);
        }
    }

    public Subscription? Find(string channel)
    {
        lock (_lock)
        {
            return _subscriptions.Find(channel);
        }
    }

    /// <summary>The subscriptions held at this moment.</summary>
    public Subscription[] Subscriptions()
    {
        lock (_lock)
        {
            return _subscriptions.ToArray();
        }
    }
}
