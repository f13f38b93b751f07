using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Subscriptions;

namespace Switchboard.Commands.Subscribe;

/// <summary>A connection ends a subscription. One that it does not hold is ended already.</summary>
internal sealed class UnsubscribeHandler(SubscriptionManager subscriber)
{
    public async ValueTask<Result<Unit>> HandleAsync(Connection connection, string channel, CancellationToken cancellationToken)
    {
        if (connection.Find(channel) is { } subscription)
        {
            await ConnectionEvents.WaitForCapacityAsync(connection);
            await subscriber.EndAsync(subscription, cancellationToken);
        }

        return default(Unit);
    }
}
