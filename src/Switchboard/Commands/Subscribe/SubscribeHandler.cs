using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Subscriptions;

namespace Switchboard.Commands.Subscribe;

/// <summary>A connection subscribes.</summary>
internal sealed class SubscribeHandler(SubscribePermission permission, ITokenValidator tokens, SubscriptionManager subscriptions, InstructionLog instructions)
{
    /// <summary>Begins the subscription, on hold: the caller sends the answer and calls <see cref="SubscriptionManager.GoLive"/>.</summary>
    public async ValueTask<Result<SubscribeResult>> HandleAsync(Connection connection, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if (connection.Find(request.Channel) is not null)
        {
            return ErrorCodes.AlreadySubscribed;
        }

        var began = instructions.Last;
        await ConnectionEvents.WaitForCapacityAsync(connection);

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

        var permitted = await permission.DecideAsync(connection, request, token);
        if (!permitted.IsSuccess)
        {
            return permitted.As<SubscribeResult>();
        }

        var recheck = permission.Recheck(connection, permitted.Value!);
        if (FindRefused(connection, request.Channel, began, recheck, token) is { } refusal)
        {
            return refusal;
        }

        var outcome = await subscriptions.BeginAsync(connection, permitted.Value!, cancellationToken);
        await LargeReply.LeaveLoopAsync(outcome.Value?.Missed ?? []);
        if (outcome.IsSuccess && FindRefused(connection, request.Channel, began, recheck, token) is { } ended)
        {
            await subscriptions.CancelAsync(outcome.Value!);
            return ended;
        }

        return outcome;
    }

    /// <summary>Checks that a subscription token is good and fits connection and channel.</summary>
    public async ValueTask<Result<SubscriptionToken>> CheckTokenAsync(
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

    /// <summary>What is answered where the subscription was ended while it began; null where it was not.</summary>
    private static ErrorCode? FindRefused(Connection connection, string channel, InstructionEntry began, Func<bool>? recheck, SubscriptionToken? token)
        => began.FindUnsubscribe(connection, channel, recheck, token?.TokenId) is { } code ? ErrorCodes.NotAvailable with { Temporary = code.Resubscribe } : null;

    private static bool Fits(SubscriptionToken token, Connection connection, string channel)
        => token.Channel == channel
            && token.UserId == connection.Principal.UserId
            && (token.ClientId.Length == 0 || token.ClientId == connection.Id);
}

/// <summary>A connection ends a subscription. One that it does not hold is ended already.</summary>
internal sealed class UnsubscribeHandler(SubscriptionManager subscriptions)
{
    public async ValueTask<Result<Unit>> HandleAsync(Connection connection, string channel, CancellationToken cancellationToken)
    {
        if (connection.Find(channel) is { } subscription)
        {
            await ConnectionEvents.WaitForCapacityAsync(connection);
            await subscriptions.EndAsync(subscription, cancellationToken);
        }

        return default(Unit);
    }
}
