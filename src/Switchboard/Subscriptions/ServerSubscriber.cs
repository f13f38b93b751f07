using Switchboard.Connections;
using Switchboard.Outbound;

namespace Switchboard.Subscriptions;

/// <summary>Subscribes a client that is connected from the server's side, and tells it.</summary>
internal sealed class ServerSubscriber(SubscriptionManager subscriptions)
{
    /// <summary>Begins a subscription, unless there is one.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="request">What is to begin.</param>
    /// <param name="began">The last instruction that counts as before this one.</param>
    /// <param name="cancellationToken">Gives up waiting for a store.</param>
    public async ValueTask BeginAsync(Connection connection, SubscriptionRequest request, InstructionEntry began, CancellationToken cancellationToken)
    {
        var outcome = await subscriptions.BeginAsync(connection, request with { IsServerSide = true }, cancellationToken);
        if (outcome.Error == ErrorCodes.LimitExceeded)
        {
            connection.Close(CloseCodes.ChannelLimit);
        }

        if (!outcome.IsSuccess)
        {
            return;
        }

        var result = outcome.Value!;
        if (began.FindUnsubscribe(connection, request.Channel) is not null)
        {
            await subscriptions.CancelAsync(result);
            return;
        }

        connection.Send(new SubscriptionStarted(request.Channel, result));
        foreach (var missed in result.Missed)
        {
            connection.Send(new PublicationArrived(request.Channel, missed));
        }

        subscriptions.GoLive(result);
    }
}
