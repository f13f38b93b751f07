using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Subscriptions;

namespace Switchboard.Commands.Subscribe;

/// <summary>A connection subscribes to a stream channel.</summary>
internal sealed class SubscribeHandler(SubscribeAuthorizer authorizer, SubscriptionManager subscriptions)
{
    /// <summary>Begins the subscription, on hold: the caller sends the answer and calls <see cref="SubscriptionManager.GoLive"/>.</summary>
    public async ValueTask<Result<SubscribeResult>> HandleAsync(Connection connection, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if (connection.Find(request.Channel) is not null)
        {
            return ErrorCodes.AlreadySubscribed;
        }

        var admitted = await authorizer.AdmitAsync(connection, request, cancellationToken);
        if (!admitted.IsSuccess)
        {
            return admitted.As<SubscribeResult>();
        }

        var admission = admitted.Value!;
        if (admission.Request.Namespace.Map is not null)
        {
            return ChannelKind.IsMap;
        }

        var outcome = await subscriptions.BeginAsync(connection, admission.Request, cancellationToken);
        await LargeReply.LeaveLoopAsync(outcome.Value?.Missed ?? []);
        if (outcome.IsSuccess && admission.FindRefused(connection) is { } ended)
        {
            await subscriptions.CancelAsync(outcome.Value!);
            return ended;
        }

        return outcome;
    }
}

/// <summary>A connection ends a subscription. One that it does not hold is ended already.</summary>
internal sealed class UnsubscribeHandler(SubscriptionManager subscriptions)
{
    public async ValueTask<Result<Unit>> HandleAsync(Connection connection, string channel, CancellationToken cancellationToken)
    {
        connection.EndCatchUp(channel);
        if (connection.Find(channel) is { } subscription)
        {
            await ConnectionEvents.WaitForCapacityAsync(connection);
            await subscriptions.EndAsync(subscription, cancellationToken);
        }

        return default(Unit);
    }
}
