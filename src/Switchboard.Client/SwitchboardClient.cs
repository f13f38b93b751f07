using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Client.Boards;
using Switchboard.Client.Calls;
using Switchboard.Client.Concurrency;
using Switchboard.Client.Configuration;
using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Inbox;
using Switchboard.Client.Jobs;
using Switchboard.Client.Maps;
using Switchboard.Client.Mutations;
using Switchboard.Client.Requests;
using Switchboard.Client.Subscriptions;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client;

/// <summary>A connection to a hub that reconnects when it is lost, with its requests and subscriptions. Safe to use from any thread.</summary>
/// <remarks>No thread is blocked, and nothing runs after <see cref="DisposeAsync"/>. Events are raised in order, one at a time.</remarks>
public sealed partial class SwitchboardClient : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SubscriptionStateMachine> _subscriptions = new(StringComparer.Ordinal);
    private readonly ClientContext _context;
    private readonly ConnectionManager _connections;
    private readonly RequestTracker _tracker;
    private readonly RequestSender _requests;
    private readonly ServerSubscriptionManager _serverSubscriptions;
    private readonly CallInvoker _callInvoker;
    private readonly CallServer _callServer;
    private string? _clientId;
    private Task? _disposal;

    /// <summary>Creates a client, which does not connect yet.</summary>
    /// <param name="options">How it connects.</param>
    /// <param name="loggerFactory">Where it logs to; null for nowhere.</param>
    /// <param name="meterFactory">What makes its meter; null for a meter of its own.</param>
    /// <exception cref="ArgumentException">Options are wrong; the message names all of them.</exception>
    public SwitchboardClient(SwitchboardClientOptions options, ILoggerFactory? loggerFactory = null, IMeterFactory? meterFactory = null)
        : this(ClientSettings.From(options), new ReentrancyGuard(), loggerFactory, meterFactory)
    {
    }

    internal SwitchboardClient(ClientSettings settings, ReentrancyGuard reentrancy, ILoggerFactory? loggerFactory, IMeterFactory? meterFactory)
    {
        var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<SwitchboardClient>();
        var metrics = new ClientMetrics(meterFactory);
        var background = new BackgroundTasks(reentrancy, logger);
        _context = new ClientContext(settings, reentrancy, new EventQueue(settings.EventBufferCount, reentrancy, metrics, logger), background, metrics, logger);
        _connections = new ConnectionManager(settings, new WebSocketTransportFactory(settings), new ConnectionHandler(this), reentrancy, background, logger);
        _context.Attach(_connections);
        _tracker = new RequestTracker(settings.MaxPendingRequestCount);
        _requests = new RequestSender(_context, _connections, _tracker);
        _acknowledger = new MessageAcknowledger(_context);
        var operations = new HubOperations(_context, _requests);
        _mapRequests = new MapRequests(_context, operations);
        _boardRequests = new BoardRequests(operations);
        _mutationRequests = new MutationRequests(operations);
        _jobReceiver = new JobReceiver(_context, _acknowledger) { Sender = this };
        _jobRequests = new JobRequests(operations);
        _jobWatcher = new JobWatcher(_context, _jobRequests, _jobReceiver.Waiters);
        _inboxReceiver = new InboxReceiver(_context, _acknowledger, _jobReceiver);
        _jobReceiver.OnFailed = _inboxReceiver.OnHandlerFailed;
        _inboxRequests = new InboxRequests(operations);
        Inbox = new SwitchboardInbox(_inboxReceiver, _inboxRequests);
        _serverSubscriptions = new ServerSubscriptionManager(_context, _inboxReceiver);
        _callInvoker = new CallInvoker(_context, _requests);
        _callServer = new CallServer(_context, _requests);
        ServerSubscriptions = new ServerSubscriptions(_serverSubscriptions);
        _outbox = CreateOutbox(metrics.Meter);
    }

    /// <summary>The state of the connection changed.</summary>
    public event EventHandler<ConnectionStateChangedEventArgs>? StateChanged;

    /// <summary>An attempt to connect failed; another one follows. The state stays <see cref="ConnectionState.Connecting"/>.</summary>
    public event EventHandler<ConnectionStateChangedEventArgs>? ConnectFailed;

    /// <summary>The state of the connection.</summary>
    public ConnectionState State => _connections.State;

    /// <summary>The id that the hub gave the newest connection; null before the first.</summary>
    public string? ClientId => Volatile.Read(ref _clientId);

    /// <summary>The channels that the hub subscribes the client to.</summary>
    public ServerSubscriptions ServerSubscriptions { get; }

    /// <summary>How many requests are outstanding.</summary>
    public int PendingRequestCount => _tracker.Count;

    /// <summary>Connects, and completes when the hub has accepted the connection. Retries until it works, unless a failure is final.</summary>
    /// <param name="cancellationToken">Cancels the attempts, if this call began it.</param>
    /// <exception cref="SwitchboardConnectionException">A failure was final: it is no use to try again.</exception>
    /// <exception cref="OutboxException">The outbox's file cannot be used. No connection is made.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        await OpenOutboxAsync(cancellationToken).ConfigureAwait(false);
        await _connections.ConnectAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what is queued, closes the connection, and does not reconnect until <see cref="ConnectAsync"/>. Subscriptions are resumed then.</summary>
    /// <returns>Completes when the connection is closed.</returns>
    public Task DisconnectAsync() => _connections.DisconnectAsync();

    /// <summary>Creates a batch of requests that are sent in one frame.</summary>
    /// <returns>The batch, empty.</returns>
    public ClientBatch CreateBatch() => new(_requests, _context.Settings.RequestTimeout);

    /// <summary>Waits until no request is outstanding, whether they succeeded or not.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Completes when none is.</returns>
    public Task WaitForPendingAsync(CancellationToken cancellationToken = default) => _tracker.WhenIdleAsync(cancellationToken);

    /// <summary>Cancels all requests that are outstanding now. Whether the hub has done what they asked is not known.</summary>
    public void CancelPending() => _tracker.CancelAll();

    /// <summary>Disconnects, ends all subscriptions and requests, and waits until nothing runs any more.</summary>
    /// <returns>
    /// Completes when nothing runs. In a handler or callback of the client, which is itself part of what runs, it starts the disposal and
    /// completes at once; any other call, also a second one, waits for the end.
    /// </returns>
    public ValueTask DisposeAsync()
    {
        Task disposal;
        lock (_gate)
        {
            disposal = _disposal ??= DisposeCoreAsync();
        }

        return _context.Reentrancy.IsEntered ? ValueTask.CompletedTask : new ValueTask(disposal);
    }

    private async Task DisposeCoreAsync()
    {
        // Off the caller's stack, which holds the lock.
        await Task.Yield();
        if (_outbox is not null)
        {
            await _outbox.CloseAsync().ConfigureAwait(false);
        }

        foreach (var machine in Machines())
        {
            await machine.DisposeAsync().ConfigureAwait(false);
        }

        // What was handled by now is still acknowledged before the connection closes.
        await _inboxReceiver.DisposeAsync().ConfigureAwait(false);
        await _jobReceiver.DisposeAsync().ConfigureAwait(false);
        _acknowledger.Flush();
        _callServer.Stop();
        await _connections.DisposeAsync().ConfigureAwait(false);
        _jobReceiver.Waiters.SignalAll();
        _tracker.CancelAll();
        await _tracker.WhenIdleAsync(CancellationToken.None).ConfigureAwait(false);
        await _serverSubscriptions.DisposeAsync().ConfigureAwait(false);
        await _context.Background.WhenAllAsync().ConfigureAwait(false);
        await _context.Events.DisposeAsync().ConfigureAwait(false);
        _context.Metrics.Dispose();
        _callServer.Dispose();
        _tracker.Dispose();
    }

    private void OnStateChanged(ConnectionStateChangedEventArgs change)
    {
        CountConnections(change);
        _context.Events.Post(nameof(StateChanged), () => StateChanged?.Invoke(this, change));
    }

    private void OnConnectFailed(ConnectionStateChangedEventArgs change)
    {
        _context.Metrics.ConnectFailures.Add(1);
        _context.Events.Post(nameof(ConnectFailed), () => ConnectFailed?.Invoke(this, change));
    }

    private void OnConnected(Session session, ConnectReply reply)
    {
        Volatile.Write(ref _clientId, reply.Client);
        _serverSubscriptions.OnConnected(reply);
        _callServer.OnConnected(session);
        _acknowledger.Start();
        _jobReceiver.Waiters.SignalAll();
        _outboxConnections.OnConnected(session);
        foreach (var machine in Machines())
        {
            machine.OnConnected(session);
        }
    }

    private void OnPush(Session session, CentrifugePush push)
    {
        if (push is MessagePush { Data: var data })
        {
            HandleMessage(session, data);
        }
        else if (!_serverSubscriptions.TryHandlePush(session, push))
        {
            MachineOf(push.Channel)?.OnPush(push);
        }
    }

    private void CountConnections(ConnectionStateChangedEventArgs change)
    {
        if (change.Current == change.Previous)
        {
            return;
        }

        if (change.Current == ConnectionState.Connected)
        {
            _context.Metrics.Connects.Add(1);
            _context.Metrics.Connections.Add(1);
        }
        else if (change.Previous == ConnectionState.Connected)
        {
            _context.Metrics.Connections.Add(-1);
        }
    }

    /// <summary>Keeps the callbacks of the connection out of the public API.</summary>
    private sealed class ConnectionHandler(SwitchboardClient client) : IConnectionHandler
    {
        public IReadOnlyDictionary<string, SubscribeCommand> ServerRecoveryPositions => client._serverSubscriptions.RecoveryPositions;

        public void OnConnected(Session session, ConnectReply reply) => client.OnConnected(session, reply);

        public void OnPush(Session session, CentrifugePush push) => client.OnPush(session, push);

        public void OnStateChanged(ConnectionStateChangedEventArgs change) => client.OnStateChanged(change);

        public void OnConnectFailed(ConnectionStateChangedEventArgs change) => client.OnConnectFailed(change);

        public Task WaitUntilReadyAsync(CancellationToken cancellationToken) => client._serverSubscriptions.WaitForCapacityAsync(cancellationToken);
    }
}
