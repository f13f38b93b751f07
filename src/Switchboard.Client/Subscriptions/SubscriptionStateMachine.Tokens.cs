using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <content>Subscription tokens.</content>
internal partial class SubscriptionStateMachine
{
    private string _token = "";

    /// <summary>Gets a token, where the channel needs one; false where the callback failed or had none.</summary>
    private async Task<bool> TryGetTokenAsync(Session session)
    {
        if (_getToken is null)
        {
            return true;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(session.Ended, _disposal.Token);
        string? token;
        try
        {
            token = await _getToken(channel, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!either.IsCancellationRequested)
            {
                ClientLog.CredentialFailed(context.Logger, exception);
            }

            return false;
        }

        lock (_gate)
        {
            _token = token ?? "";
            if (token is null)
            {
                var error = new InvalidOperationException($"There is no token for {channel}.");
                EndLocked(SubscriptionChangeReason.NoToken, code: null, error);
            }
        }

        return token is not null;
    }

    private TimeSpan? RefreshDelay(int attempt)
    {
        lock (_gate)
        {
            if (_timeToLiveSeconds is not { } seconds)
            {
                return null;
            }

            return attempt == 0 ? TokenRefresh.DelayFor(seconds) : context.Settings.Backoff.GetDelay(attempt);
        }
    }

    /// <summary>Sends the hub a new token; false where that has to be tried again.</summary>
    private async Task<bool> RefreshAsync(Session session)
    {
        if (!await TryGetTokenAsync(session).ConfigureAwait(false))
        {
            // Where the callback had no token any more, the subscription was ended, and the hub is told.
            if (State == SubscriptionState.Unsubscribed)
            {
                session.Request(new UnsubscribeCommand(0, channel));
            }

            return false;
        }

        var result = await session.Request(new SubRefreshCommand(0, channel, _token, 0)).Completion.ConfigureAwait(false);
        lock (_gate)
        {
            if (result.Reply is SubRefreshReply reply)
            {
                _timeToLiveSeconds = reply.Expires ? reply.TimeToLiveSeconds : null;
                return true;
            }

            if (result.Error is { Temporary: false } error && error.Code != ErrorCodes.TokenExpired.Code)
            {
                EndLocked(SubscriptionChangeReason.Refused, code: null, new SwitchboardException(error));
                session.Request(new UnsubscribeCommand(0, channel));
            }

            return false;
        }
    }
}
