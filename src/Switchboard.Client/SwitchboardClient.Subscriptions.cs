using Switchboard.Client.Subscriptions;

namespace Switchboard.Client;

/// <content>Subscriptions.</content>
public sealed partial class SwitchboardClient
{
    /// <summary>Creates a subscription and starts it. Without a connection, it subscribes with the next one.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The subscription. It buffers publications until there is a handler or reader.</returns>
    /// <exception cref="InvalidOperationException">There is one for the channel.</exception>
    public Subscription Subscribe(string channel, SubscriptionOptions? options = null)
    {
        var subscription = CreateSubscription(channel, options);
        MachineOf(channel)?.Start();
        return subscription;
    }

    /// <summary>Creates a subscription, which the caller starts.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>The subscription.</returns>
    /// <exception cref="InvalidOperationException">There is one for the channel.</exception>
    public Subscription CreateSubscription(string channel, SubscriptionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        var machine = new SubscriptionStateMachine(channel, options ?? new SubscriptionOptions(), _context);
        var subscription = new Subscription(this, machine);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposal is not null, this);
            if (!_subscriptions.TryAdd(channel, (subscription, machine)))
            {
                throw new InvalidOperationException($"There is a subscription to {channel} already.");
            }
        }

        return subscription;
    }

    /// <summary>The subscription to a channel; null where none was made.</summary>
    /// <param name="channel">The channel.</param>
    public Subscription? GetSubscription(string channel)
    {
        lock (_gate)
        {
            return _subscriptions.TryGetValue(channel, out var entry) ? entry.Subscription : null;
        }
    }

    internal ValueTask RemoveAsync(Subscription subscription, SubscriptionStateMachine machine)
    {
        Remove(subscription);
        var disposal = machine.DisposeAsync();
        if (!_context.Reentrancy.IsEntered)
        {
            return disposal;
        }

        var ending = disposal.AsTask();
        _context.Background.Run(() => ending);
        return ValueTask.CompletedTask;
    }

    private void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            if (_subscriptions.TryGetValue(subscription.Channel, out var entry) && ReferenceEquals(entry.Subscription, subscription))
            {
                _subscriptions.Remove(subscription.Channel);
            }
        }
    }

    private SubscriptionStateMachine? MachineOf(string channel)
    {
        lock (_gate)
        {
            return _subscriptions.TryGetValue(channel, out var entry) ? entry.Machine : null;
        }
    }

    private SubscriptionStateMachine[] Machines()
    {
        lock (_gate)
        {
            return [.. _subscriptions.Values.Select(entry => entry.Machine)];
        }
    }
}
