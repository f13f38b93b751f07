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
        Add(machine);
        return subscription;
    }

    /// <summary>The subscription to a channel; null where none was made.</summary>
    /// <param name="channel">The channel.</param>
    public Subscription? GetSubscription(string channel) => MachineOf(channel)?.Events.Sender as Subscription;

    internal ValueTask RemoveAsync(SubscriptionStateMachine machine)
    {
        Remove(machine);
        var disposal = machine.DisposeAsync();
        if (!_context.Reentrancy.IsEntered)
        {
            return disposal;
        }

        var ending = disposal.AsTask();
        _context.Background.Run(() => ending);
        return ValueTask.CompletedTask;
    }

    private void Add(SubscriptionStateMachine machine)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposal is not null, this);
            if (!_subscriptions.TryAdd(machine.Channel, machine))
            {
                throw new InvalidOperationException($"There is a subscription to {machine.Channel} already.");
            }
        }
    }

    private void Remove(SubscriptionStateMachine machine)
    {
        lock (_gate)
        {
            if (_subscriptions.GetValueOrDefault(machine.Channel) == machine)
            {
                _subscriptions.Remove(machine.Channel);
            }
        }
    }

    private SubscriptionStateMachine? MachineOf(string channel)
    {
        lock (_gate)
        {
            return _subscriptions.GetValueOrDefault(channel);
        }
    }

    private SubscriptionStateMachine[] Machines()
    {
        lock (_gate)
        {
            return [.. _subscriptions.Values];
        }
    }
}
