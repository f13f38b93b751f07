using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Connections;

/// <summary>Brings the hub a new credential before the connection's time is over.</summary>
internal sealed class CredentialRefresher(Session session, CredentialSource credentials, BackgroundWork background, ClientSettings settings) : IDisposable
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private int _attempt;
    private bool _isDisposed;

    /// <summary>Takes in when the connection expires.</summary>
    public void Schedule(bool expires, uint seconds)
    {
        _attempt = 0;
        SetTimer(expires ? Expiry.RefreshAfter(seconds) : Timeout.InfiniteTimeSpan);
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
                static state => ((CredentialRefresher)state!).Begin(), this, due, Timeout.InfiniteTimeSpan);
        }
    }

    private void Begin() => background.Run(RefreshAsync);

    private async Task RefreshAsync()
    {
        Credential? credential;
        try
        {
            credential = await credentials.GetAsync(CredentialPurpose.Refresh, session.Ended).ConfigureAwait(false);
        }
        catch (CredentialFailedException)
        {
            TryLater();
            return;
        }

        if (credential is null or { Token.Length: 0 })
        {
            session.End(new SessionEnd(ConnectionChange.NoCredential, IsFinal: true));
            return;
        }

        var answer = await session.Request(new RefreshCommand(0, credential.Token)).Answer.ConfigureAwait(false);
        credentials.WasExpired = answer.Error?.Code == ErrorCodes.TokenExpired.Code;
        if (answer.Reply is RefreshReply reply)
        {
            Schedule(reply.Expires, reply.TimeToLiveSeconds);
        }
        else if (answer.Error is { Temporary: true } || credentials.WasExpired)
        {
            TryLater();
        }
        else if (answer.Error is { } error)
        {
            session.End(new SessionEnd(ConnectionChange.Refused, IsFinal: true, Error: new SwitchboardException(error)));
        }
    }

    private void TryLater() => SetTimer(settings.Backoff.DelayOf(_attempt++) + TimeSpan.FromMilliseconds(1));
}
