using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Subscriptions;

namespace Switchboard.Commands;

/// <summary>A connection subscribes.</summary>
internal sealed class SubscribeHandler(SubscribePermission permission, ITokenValidator tokens, Subscriber subscriber)
{
    /// <summary>Begins the subscription, on hold: the caller sends the answer and calls <see cref="Subscriber.GoLive"/>.</summary>
    public async ValueTask<Outcome<SubscribeResult>> HandleAsync(Connection connection, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if (connection.Find(request.Channel) is not null)
        {
            return ErrorCodes.AlreadySubscribed;
        }

        await ConnectionEvents.RoomAsync(connection);

        SubscriptionToken? token = null;
        if (request.Token.Length > 0)
        {
            var check = await CheckTokenAsync(connection, request.Channel, request.Token, cancellationToken);
            if (!check.IsSuccess)
            {
                return check.As<SubscribeResult>();
            }

            token = check.Value;
        }

        var order = await permission.DecideAsync(connection, request, token);
        if (!order.IsSuccess)
        {
            return order.As<SubscribeResult>();
        }

        return await subscriber.BeginAsync(connection, order.Value!, cancellationToken);
    }

    /// <summary>Checks that a subscription token is good and fits connection and channel.</summary>
    public async ValueTask<Outcome<SubscriptionToken>> CheckTokenAsync(
        Connection connection, string channel, string token, CancellationToken cancellationToken)
    {
        var result = await tokens.ValidateSubscriptionAsync(token, cancellationToken);
        return result.Failure switch
        {
            TokenFailure.Expired => ErrorCodes.TokenExpired,
            TokenFailure.Unavailable => ErrorCodes.Internal,
            TokenFailure.Invalid => ErrorCodes.PermissionDenied,
            _ when !Fits(result.Token!, connection, channel) => CloseCodes.InvalidToken,
            _ => result.Token!,
        };
    }

    private static bool Fits(SubscriptionToken token, Connection connection, string channel)
        => token.Channel == channel
            && token.UserId == connection.Principal.UserId
            && (token.ClientId.Length == 0 || token.ClientId == connection.Id);
}
