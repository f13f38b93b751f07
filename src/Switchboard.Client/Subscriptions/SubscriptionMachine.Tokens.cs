using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <content>Subscription tokens.</content>
internal sealed partial class SubscriptionMachine
{
    private string _token = "";

    /// <summary>Gets a token; false where there is none now, or none any more.</summary>
    private async Task<bool> TryGetTokenAsync(Session session)
    {
        if (_getToken is null)
        {
            return true;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(session.Ended, _disposal.Token);
        string? token;
        try
        {
            token = await _getToken(channel, over.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!over.IsCancellationRequested)
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
                EndLocked(SubscriptionChange.NoToken, code: null, error);
            }
        }

        return token is not null;
    }

    private TimeSpan? RefreshDue(int attempt)
    {
        lock (_gate)
        {
            if (_timeToLiveSeconds is not { } seconds)
            {
                return null;
            }

            return attempt == 0 ? Expiry.RefreshAfter(seconds) : context.Settings.Backoff.DelayOf(attempt);
        }
    }

    /// <summary>Brings a new token; false where it has to be tried again.</summary>
    private async Task<bool> RefreshAsync(Session session)
    {
        if (!await TryGetTokenAsync(session).ConfigureAwait(false))
        {
            // Without a token any more, the hub is told that the subscription is over.
            if (State == SubscriptionState.Unsubscribed)
            {
                session.Request(new UnsubscribeCommand(0, channel));
            }

            return false;
        }

        var answer = await session.Request(new SubRefreshCommand(0, channel, _token, 0)).Answer.ConfigureAwait(false);
        lock (_gate)
        {
            if (answer.Reply is SubRefreshReply reply)
            {
                _timeToLiveSeconds = reply.Expires ? reply.TimeToLiveSeconds : null;
                return true;
            }

            if (answer.Error is { Temporary: false } error && error.Code != ErrorCodes.TokenExpired.Code)
            {
                EndLocked(SubscriptionChange.Refused, code: null, new SwitchboardException(error));
                session.Request(new UnsubscribeCommand(0, channel));
            }

            return false;
        }
    }
}
