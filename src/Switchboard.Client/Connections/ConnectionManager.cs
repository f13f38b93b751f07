using Microsoft.Extensions.Logging;
using Switchboard.Client.Concurrency;
using Switchboard.Client.Configuration;
using Switchboard.Client.Diagnostics;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Connections;

/// <summary>Keeps the client connected: runs one session after the other until it is stopped or a failure is final.</summary>
internal sealed class ConnectionManager(
    ClientSettings settings, ITransportFactory transports, IConnectionHandler handler, ReentrancyGuard reentrancy, BackgroundTasks background, ILogger logger) : ISessionHandler, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly ICentrifugeClientCodec _codec =
        settings.Encoding == ClientEncoding.Json ? CentrifugeJsonClientCodec.Instance : CentrifugeProtobufClientCodec.Instance;
    private readonly CredentialSource _credentials = new(settings, logger);

    // What GetSessionAsync waits for: completed with the session once the hub has accepted it, or with null when connecting is over.
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

    /// <summary>Starts to connect unless that is under way, and completes when the hub has accepted the connection.</summary>
    /// <exception cref="SwitchboardConnectionException">A failure was final.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var started = TryStart();
        try
        {
            await GetSessionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (started)
        {
            await DisconnectAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Returns the session, and waits for it while one is being made.</summary>
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

        return await ready.WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw ReadLastEnd().ToException();
    }

    /// <summary>Closes the connection gracefully, and completes when it is closed and the loop has ended.</summary>
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
            change = new ConnectionStateChangedEventArgs(State, ConnectionState.Connected, ConnectionChangeReason.Accepted);
            State = ConnectionState.Connected;
            ready = _ready;
        }

        _refresher?.Schedule(reply.Expires, reply.TimeToLiveSeconds);
        handler.OnStateChanged(change);
        handler.OnConnected(session, reply);

        // Last: whoever waited for the session finds the state, the server-side subscriptions and all else that came with the reply.
        ready.TrySetResult(session);
    }

    public void OnPush(Session session, CentrifugePush push)
    {
        if (push is RefreshPush refresh)
        {
            _refresher?.Schedule(refresh.Expires, refresh.TimeToLiveSeconds);
            return;
        }

        handler.OnPush(session, push);
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

    private bool TryStart()
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
        reentrancy.Enter();
        ChangeState(ConnectionState.Connecting, new SessionEnd(ConnectionChangeReason.Requested));
        var attempt = 0;
        SessionEnd end;
        while (true)
        {
            var startedAt = settings.Time.GetTimestamp();
            (end, var wasConnected) = await TryConnectAsync(stop.Token).ConfigureAwait(false);
            if (end.IsFinal || stop.IsCancellationRequested)
            {
                break;
            }

            // A hub that accepts and closes at once must not be asked again without a pause: only a connection that held resets the backoff.
            attempt = wasConnected && settings.Time.GetElapsedTime(startedAt) >= settings.StableAfter ? 0 : attempt;
            if (!await WaitToRetryAsync(end, wasConnected, attempt++, stop.Token).ConfigureAwait(false))
            {
                break;
            }
        }

        Finish(stop.IsCancellationRequested ? SessionEnd.Requested : end, stop);
    }

    private async Task<bool> WaitToRetryAsync(SessionEnd end, bool wasConnected, int attempt, CancellationToken stop)
    {
        var delay = settings.Backoff.GetDelay(attempt);
        delay = end.RetryAfter > delay ? end.RetryAfter.Value : delay;
        if (wasConnected)
        {
            ClientLog.ConnectionLost(logger, end.Error, settings.Url.Host, end.Reason, end.CloseCode?.Code);
            ChangeState(ConnectionState.Connecting, end);
        }
        else
        {
            ClientLog.ConnectFailed(logger, end.Error, settings.Url.Host, end.Reason, delay.TotalMilliseconds);
            handler.OnConnectFailed(ToArgs(State, State, end));
        }

        try
        {
            await Task.Delay(delay, settings.Time, stop).ConfigureAwait(false);
            await handler.WaitUntilReadyAsync(stop).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<(SessionEnd End, bool WasConnected)> TryConnectAsync(CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(settings.ConnectTimeout, settings.Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        try
        {
            // The certificate is validated before a credential is even asked for.
            var transport = await transports.ConnectAsync(deadline.Token).ConfigureAwait(false);
            await using (transport.ConfigureAwait(false))
            {
                var credential = await _credentials.GetAsync(CredentialPurpose.Connect, deadline.Token).ConfigureAwait(false);
                return credential is null
                    ? (new SessionEnd(ConnectionChangeReason.NoCredential, IsFinal: true), false)
                    : await RunSessionAsync(transport, credential, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (CertificateRefusedException exception)
        {
            return (new SessionEnd(ConnectionChangeReason.CertificateRefused, exception.ByApplication, Error: exception), false);
        }
        catch (CredentialFailedException exception)
        {
            return (new SessionEnd(ConnectionChangeReason.NoCredential, Error: exception.InnerException), false);
        }
        catch (HandshakeException exception)
        {
            return (new SessionEnd(ConnectionChangeReason.TransportFailed, Error: exception) { RetryAfter = exception.RetryAfter }, false);
        }
        catch (OperationCanceledException exception)
        {
            return (new SessionEnd(ConnectionChangeReason.ReplyTimeout, Error: exception), false);
        }
        catch (Exception exception)
        {
            // Whatever keeps it from connecting, it is tried again.
            return (new SessionEnd(ConnectionChangeReason.TransportFailed, Error: exception), false);
        }
    }

    private async Task<(SessionEnd End, bool WasConnected)> RunSessionAsync(ITransport transport, Credential credential, CancellationToken deadline)
    {
        using var session = new Session(transport, _codec, this, settings);
        using var refresher = new CredentialRefresher(session, _credentials, background, settings);
        lock (_gate)
        {
            _session = session;
            _refresher = refresher;
        }

        var end = await session.RunAsync(CreateConnectCommand(credential), deadline).ConfigureAwait(false);
        _credentials.WasExpired = end.WasExpired;
        lock (_gate)
        {
            _session = null;
            _refresher = null;

            // Requests that come now wait for the next session. Where this one was never accepted, those that wait go on waiting for the same task.
            _ready = _ready.Task.IsCompleted && !_isDisposed ? NewReady() : _ready;
        }

        return (end, session.IsConnected);
    }

    private ConnectCommand CreateConnectCommand(Credential credential) => new(0)
    {
        Token = credential.Token,
        Data = settings.ConnectData,
        Name = settings.Name,
        Version = settings.Version,
        Subscriptions = handler.ServerRecoveryPositions,
    };

    private void Finish(SessionEnd end, CancellationTokenSource stop)
    {
        ClientLog.Disconnected(logger, end.Error, settings.Url.Host, end.Reason, end.CloseCode?.Code);
        ChangeState(ConnectionState.Disconnected, end);
        lock (_gate)
        {
            // Another run may have been started already, which waits for this one to end: then the waiters are its own.
            if (ReferenceEquals(_stop, stop))
            {
                _stop = null;
                _ready.TrySetResult(null);
            }
        }

        stop.Dispose();
    }

    private void ChangeState(ConnectionState state, SessionEnd end)
    {
        ConnectionStateChangedEventArgs change;
        lock (_gate)
        {
            change = ToArgs(State, state, end);
            State = state;
            _lastEnd = end;
        }

        handler.OnStateChanged(change);
    }

    private SessionEnd ReadLastEnd()
    {
        lock (_gate)
        {
            return _lastEnd;
        }
    }

    private static ConnectionStateChangedEventArgs ToArgs(ConnectionState previous, ConnectionState current, SessionEnd end) =>
        new(previous, current, end.Reason) { CloseCode = end.CloseCode, Error = end.Error };
}
