using Microsoft.Extensions.Logging;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Tls;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Connections;

/// <summary>Makes connections, one after the other, until told to stop or a failure is final. One task does it all, and is awaited in the end.</summary>
internal sealed class ConnectionKeeper(
    ClientSettings settings, ITransportFactory transports, IConnectionOwner owner, OwnWork ownWork, BackgroundWork background, ILogger logger) : ISessionListener, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ICentrifugeClientCodec _codec =
        settings.Encoding == ClientEncoding.Json ? CentrifugeJsonClientCodec.Instance : CentrifugeProtobufClientCodec.Instance;
    private readonly CredentialSource _credentials = new(settings, logger);
    private TaskCompletionSource<Session?> _ready = NoConnection();
    private CancellationTokenSource? _stop;
    private Task _running = Task.CompletedTask;
    private Session? _session;
    private CredentialRefresher? _refresher;
    private SessionEnd _lastEnd = SessionEnd.Requested;
    private bool _isDisposed;

    public ConnectionState State { get; private set; }

    /// <summary>The connection that the hub accepted; null while there is none.</summary>
    public Session? Current
    {
        get
        {
            lock (_gate)
            {
                return State == ConnectionState.Connected ? _session : null;
            }
        }
    }

    /// <summary>Begins to connect unless it has begun, and ends when the hub has accepted a connection.</summary>
    /// <exception cref="SwitchboardConnectionException">It will not work.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var begins = Begin();
        try
        {
            await GetSessionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (begins)
        {
            await DisconnectAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the connection, and waits for it while one is being made.</summary>
    /// <exception cref="SwitchboardConnectionException">None is being made.</exception>
    public async ValueTask<Session> GetSessionAsync(CancellationToken cancellationToken)
    {
        Task<Session?> ready;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SwitchboardClient));
            if (State == ConnectionState.Connected && _session is not null)
            {
                return _session;
            }

            ready = _ready.Task;
        }

        return await ready.WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw LastEnd().ToException();
    }

    /// <summary>Closes the connection in an orderly way, and ends when it is closed and nothing goes on.</summary>
    public async Task DisconnectAsync()
    {
        Task running;
        lock (_gate)
        {
            _session?.Close();
            _stop?.Cancel();
            running = _running;
        }

        await running.ConfigureAwait(false);
    }

    public void OnConnected(Session session, ConnectReply reply)
    {
        ClientLog.Connected(logger, settings.Url.Host, reply.Client);
        ConnectionStateChangedEventArgs change;
        TaskCompletionSource<Session?> ready;
        lock (_gate)
        {
            change = new ConnectionStateChangedEventArgs(State, ConnectionState.Connected, ConnectionChange.Accepted);
            State = ConnectionState.Connected;
            ready = _ready;
        }

        _refresher?.Schedule(reply.Expires, reply.TimeToLiveSeconds);
        owner.OnStateChanged(change);
        owner.OnConnected(session, reply);

        // Who waited for the connection finds what came with it, such as the hub's subscriptions.
        ready.TrySetResult(session);
    }

    public void OnPush(Session session, CentrifugePush push)
    {
        if (push is RefreshPush refresh)
        {
            _refresher?.Schedule(refresh.Expires, refresh.TimeToLiveSeconds);
            return;
        }

        owner.OnPush(session, push);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        await DisconnectAsync().ConfigureAwait(false);
    }

    private static TaskCompletionSource<Session?> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<Session?> NoConnection()
    {
        var ready = NewReady();
        ready.SetResult(null);
        return ready;
    }

    private bool Begin()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(SwitchboardClient));
            if (_stop is { IsCancellationRequested: false })
            {
                return false;
            }

            _stop = new CancellationTokenSource();
            _ready.TrySetResult(null);
            _ready = NewReady();
            _running = RunAsync(_running, _stop);
            return true;
        }
    }

    private async Task RunAsync(Task previous, CancellationTokenSource stop)
    {
        await previous.ConfigureAwait(false);
        await Task.Yield();
        ownWork.Enter();
        Change(ConnectionState.Connecting, new SessionEnd(ConnectionChange.Requested));
        var attempt = 0;
        SessionEnd end;
        while (true)
        {
            var begun = settings.Time.GetTimestamp();
            (end, var wasConnected) = await AttemptAsync(stop.Token).ConfigureAwait(false);
            if (end.IsFinal || stop.IsCancellationRequested)
            {
                break;
            }

            attempt = wasConnected && settings.Time.GetElapsedTime(begun) >= settings.StableAfter ? 0 : attempt;
            if (!await PauseAsync(end, wasConnected, attempt++, stop.Token).ConfigureAwait(false))
            {
                break;
            }
        }

        Finish(stop.IsCancellationRequested ? SessionEnd.Requested : end, stop);
    }

    private async Task<bool> PauseAsync(SessionEnd end, bool wasConnected, int attempt, CancellationToken stop)
    {
        var delay = settings.Backoff.DelayOf(attempt);
        delay = end.RetryAfter > delay ? end.RetryAfter.Value : delay;
        if (wasConnected)
        {
            ClientLog.ConnectionLost(logger, end.Error, settings.Url.Host, end.Change, end.CloseCode?.Code);
            Change(ConnectionState.Connecting, end);
        }
        else
        {
            ClientLog.ConnectFailed(logger, end.Error, settings.Url.Host, end.Change, delay.TotalMilliseconds);
            owner.OnConnectFailed(ToArgs(State, State, end));
        }

        try
        {
            await Task.Delay(delay, settings.Time, stop).ConfigureAwait(false);
            await owner.ReadyToConnectAsync(stop).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<(SessionEnd End, bool WasConnected)> AttemptAsync(CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(settings.ConnectTimeout, settings.Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            // The certificate is decided on before a credential is even asked for.
            var transport = await transports.ConnectAsync(deadline.Token).ConfigureAwait(false);
            await using (transport.ConfigureAwait(false))
            {
                var credential = await _credentials.GetAsync(CredentialPurpose.Connect, deadline.Token).ConfigureAwait(false);
                return credential is null
                    ? (new SessionEnd(ConnectionChange.NoCredential, IsFinal: true), false)
                    : await ServeAsync(transport, credential, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (CertificateRefusedException exception)
        {
            return (new SessionEnd(ConnectionChange.CertificateRefused, exception.ByApplication, Error: exception), false);
        }
        catch (CredentialFailedException exception)
        {
            return (new SessionEnd(ConnectionChange.NoCredential, Error: exception.InnerException), false);
        }
        catch (HandshakeException exception)
        {
            return (new SessionEnd(ConnectionChange.TransportFailed, Error: exception) { RetryAfter = exception.RetryAfter }, false);
        }
        catch (OperationCanceledException exception)
        {
            return (new SessionEnd(ConnectionChange.Unanswered, Error: exception), false);
        }
        catch (Exception exception)
        {
            // Whatever hinders connecting, it is tried again.
            return (new SessionEnd(ConnectionChange.TransportFailed, Error: exception), false);
        }
    }

    private async Task<(SessionEnd End, bool WasConnected)> ServeAsync(IClientTransport transport, Credential credential, CancellationToken deadline)
    {
        using var session = new Session(transport, _codec, this, settings);
        using var refresher = new CredentialRefresher(session, _credentials, background, settings);
        lock (_gate)
        {
            _session = session;
            _refresher = refresher;
        }

        var end = await session.RunAsync(ToCommand(credential), deadline).ConfigureAwait(false);
        _credentials.WasExpired = end.WasExpired;
        lock (_gate)
        {
            _session = null;
            _refresher = null;
            _ready = _ready.Task.IsCompleted && !_isDisposed ? NewReady() : _ready;
        }

        return (end, session.IsConnected);
    }

    private ConnectCommand ToCommand(Credential credential) => new(0)
    {
        Token = credential.Token,
        Data = settings.ConnectData,
        Name = settings.Name,
        Version = settings.Version,
        Subscriptions = owner.ServerPositions,
    };

    private void Finish(SessionEnd end, CancellationTokenSource stop)
    {
        ClientLog.Disconnected(logger, end.Error, settings.Url.Host, end.Change, end.CloseCode?.Code);
        Change(ConnectionState.Disconnected, end);
        lock (_gate)
        {
            // Another run may have been begun already, behind this one.
            if (ReferenceEquals(_stop, stop))
            {
                _stop = null;
                _ready.TrySetResult(null);
            }
        }

        stop.Dispose();
    }

    private void Change(ConnectionState state, SessionEnd end)
    {
        ConnectionStateChangedEventArgs change;
        lock (_gate)
        {
            change = ToArgs(State, state, end);
            State = state;
            _lastEnd = end;
        }

        owner.OnStateChanged(change);
    }

    private SessionEnd LastEnd()
    {
        lock (_gate)
        {
            return _lastEnd;
        }
    }

    private static ConnectionStateChangedEventArgs ToArgs(ConnectionState previous, ConnectionState current, SessionEnd end) =>
        new(previous, current, end.Change) { CloseCode = end.CloseCode, Error = end.Error };
}
