using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands.Subscribe;

/// <summary>Decides about what a connection wants to subscribe to, by its token, permissions and hooks.</summary>
internal sealed class SubscribeAuthorizer(SubscribePermission permission, ITokenValidator tokens, InstructionLog instructions)
{
    /// <summary>What may begin, or why nothing may.</summary>
    public async ValueTask<Result<SubscriptionAdmission>> AdmitAsync(Connection connection, SubscribeRequest request, CancellationToken cancellationToken)
    {
        var began = instructions.Last;
        await ConnectionEvents.WaitForCapacityAsync(connection);

        SubscriptionToken? token = null;
        if (request.Token.Length > 0)
        {
            var check = await CheckTokenAsync(connection, request.Channel, request.Token, cancellationToken);
            if (!check.IsSuccess)
            {
                return check.As<SubscriptionAdmission>();
            }

            token = check.Value;
        }

        var permitted = await permission.DecideAsync(connection, request, token);
        if (!permitted.IsSuccess)
        {
            return permitted.As<SubscriptionAdmission>();
        }

        var admission = new SubscriptionAdmission(permitted.Value!, began, permission.Recheck(connection, permitted.Value!), token?.TokenId);
        return admission.FindRefused(connection) is { } refusal ? refusal : admission;
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

    private static bool Fits(SubscriptionToken token, Connection connection, string channel)
        => token.Channel == channel
            && token.UserId == connection.Principal.UserId
            && (token.ClientId.Length == 0 || token.ClientId == connection.Id);
}
