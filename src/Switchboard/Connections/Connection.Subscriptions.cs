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
                return _subscriptions?.Count ?? 0;
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

            _subscriptions ??= new Dictionary<string, Subscription>(1, StringComparer.Ordinal);
            if (_subscriptions.ContainsKey(subscription.Name))
            {
                return ErrorCodes.AlreadySubscribed;
            }

            if (Limits.ChannelsPerConnection > 0 && _subscriptions.Count >= Limits.ChannelsPerConnection)
            {
                return ErrorCodes.LimitExceeded;
            }

            _subscriptions.Add(subscription.Name, subscription);
            return null;
        }
    }

    /// <summary>Lets a subscription go. False where it is not held any more.</summary>
    public bool Remove(Subscription subscription)
    {
        lock (_lock)
        {
            return _subscriptions is not null
                && _subscriptions.TryGetValue(subscription.Name, out var held)
                && ReferenceEquals(held, subscription)
                && _subscriptions.Remove(subscription.Name);
        }
    }

    public Subscription? Find(string channel)
    {
        lock (_lock)
        {
            return _subscriptions?.GetValueOrDefault(channel);
        }
    }

    /// <summary>The subscriptions held at this moment.</summary>
    public Subscription[] Subscriptions()
    {
        lock (_lock)
        {
            return _subscriptions is null ? [] : [.. _subscriptions.Values];
        }
    }
}
