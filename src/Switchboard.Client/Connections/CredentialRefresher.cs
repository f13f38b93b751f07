using Switchboard.Client.Concurrency;
using Switchboard.Client.Configuration;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Connections;

/// <summary>Sends the hub a new credential before the connection expires.</summary>
internal sealed class CredentialRefresher(Session session, CredentialSource credentials, BackgroundTasks background, ClientSettings settings) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private int _attempt;
    private bool _isDisposed;

    /// <summary>Schedules the refresh ahead of the time at which the connection expires.</summary>
    public void Schedule(bool expires, uint seconds)
    {
        _attempt = 0;
        SetTimer(expires ? TokenRefresh.DelayFor(seconds) : Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void SetTimer(TimeSpan due)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _timer?.Dispose();
            _timer = settings.Time.CreateTimer(
                static state => ((CredentialRefresher)state!).StartRefresh(), this, due, Timeout.InfiniteTimeSpan);
        }
    }

    private void StartRefresh() => background.Run(RefreshAsync);

    private async Task RefreshAsync()
    {
        Credential? credential;
        try
        {
            credential = await credentials.GetAsync(CredentialPurpose.Refresh, session.Ended).ConfigureAwait(false);
        }
        catch (CredentialFailedException)
        {
            ScheduleRetry();
            return;
        }

        if (credential is null or { Token.Length: 0 })
        {
            session.End(new SessionEnd(ConnectionChangeReason.NoCredential, IsFinal: true));
            return;
        }

        var result = await session.Request(new RefreshCommand(0, credential.Token)).Completion.ConfigureAwait(false);
        credentials.WasExpired = result.Error?.Code == ErrorCodes.TokenExpired.Code;
        if (result.Reply is RefreshReply reply)
        {
            Schedule(reply.Expires, reply.TimeToLiveSeconds);
        }
        else if (result.Error is { Temporary: true } || credentials.WasExpired)
        {
            ScheduleRetry();
        }
        else if (result.Error is { } error)
        {
            session.End(new SessionEnd(ConnectionChangeReason.Refused, IsFinal: true, Error: new SwitchboardException(error)));
        }
    }

    private void ScheduleRetry() => SetTimer(settings.Backoff.GetDelay(_attempt++) + TimeSpan.FromMilliseconds(1));
}

/// <summary>When to refresh tokens.</summary>
internal static class TokenRefresh
{
    private static readonly TimeSpan _maxLead = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _maxDelay = TimeSpan.FromDays(40);

    /// <summary>How long to wait: the refresh comes ahead of the expiry by a quarter of the lifetime, and by half a minute at most.</summary>
    public static TimeSpan DelayFor(uint secondsToLive)
    {
        var life = TimeSpan.FromSeconds(secondsToLive);
        var lead = life / 4 < _maxLead ? life / 4 : _maxLead;
        var delay = life - lead;
        return delay < _maxDelay ? delay : _maxDelay;
    }
}
