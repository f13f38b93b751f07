using Switchboard.Client.Connections;
using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Deltas;

namespace Switchboard.Client.Subscriptions;

/// <summary>The state of a subscription over all sessions. In each session one loop subscribes, and subscribes again, for as long as the application wants it.</summary>
internal partial class SubscriptionStateMachine(string channel, SubscriptionOptions options, ClientContext context) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly DeliveryDispatcher _deliveries = new($"publications of {channel}", context);
    private readonly CancellationTokenSource _disposal = new();
    private readonly Func<string, CancellationToken, ValueTask<string?>>? _getToken = options.GetToken;
    private readonly bool _joinLeave = options.JoinLeave;
    private readonly ReadOnlyMemory<byte> _data = options.Data;
    private readonly string _delta = options.Delta ? FossilDelta.Name : "";
    private readonly PayloadReader _payloads = new(context.Settings);

    // The payload of the newest publication of the present subscription, of which deltas are made.
    private ReadOnlyMemory<byte> _newestPayload;

    // The position up to which the application has handled everything. What was received beyond it is in the buffer.
    private Position? _handledPosition = options.Since;
    private bool _canRecover = options.Since is not null;
    private bool _wasSubscribed = options.Since is not null;

    // What SubscribeAsync waits for: null when the hub has accepted the subscription, else why it ended.
    private TaskCompletionSource<Exception?> _subscribed = NewResult();

    // Completed when the present subscription ends; null before the first.
    private TaskCompletionSource<EndReason>? _ended;
    private Session? _session;
    private Task _loop = Task.CompletedTask;

    // Counts subscribe commands and ends. A reply to an older command than this is ignored: the application has unsubscribed meanwhile.
    private uint _generation;
    private uint? _timeToLiveSeconds;
    private bool _isSubscribeSent;
    private bool _isNextStepDue;

    /// <summary>Why a subscription that the hub had accepted has ended.</summary>
    private enum EndReason
    {
        /// <summary>The session has ended; the subscription is made again in the next one.</summary>
        SessionEnded,

        /// <summary>The application unsubscribed, or the hub ended it for good.</summary>
        Unsubscribed,

        /// <summary>The hub asks to subscribe again.</summary>
        ResubscribeRequested,

        /// <summary>A delta does not fit to what was received.</summary>
        DeltaMismatch,

        /// <summary>The buffer is full; what is in it has to be handled first.</summary>
        BufferFull,
    }

    public string Channel => channel;

    /// <summary>What the parts of the client share.</summary>
    protected ClientContext Context => context;

    /// <summary>What was received and not handled yet.</summary>
    protected DeliveryDispatcher Deliveries => _deliveries;

    /// <summary>Protects the state. Methods whose name says so are called under it.</summary>
    protected Lock Gate => _gate;

    /// <summary>Whether the hub can be asked for what came behind <see cref="ReceivedPositionLocked"/>.</summary>
    protected bool CanRecoverLocked
    {
        get => _canRecover;
        set => _canRecover = value;
    }

    public SubscriptionEvents Events { get; } = new(context);

    public SubscriptionState State { get; private set; }

    public Position? HandledPosition
    {
        get
        {
            lock (_gate)
            {
                return _handledPosition;
            }
        }
    }

    private bool IsActiveLocked => State != SubscriptionState.Unsubscribed;

    /// <summary>The position up to which everything was received.</summary>
    protected virtual Position? ReceivedPositionLocked => _deliveries.Buffer.NewestPosition ?? _handledPosition;

    /// <summary>Starts to subscribe, unless that is under way or done.</summary>
    public void Start()
    {
        lock (_gate)
        {
            StartLocked();
        }
    }

    /// <summary>Starts to subscribe, and completes when the hub has accepted it.</summary>
    public async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        Task<Exception?> subscribed;
        lock (_gate)
        {
            StartLocked();
            subscribed = _subscribed.Task;
        }

        if (await subscribed.WaitAsync(cancellationToken).ConfigureAwait(false) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Unsubscribes, until it is started again.</summary>
    public async Task UnsubscribeAsync(CancellationToken cancellationToken)
    {
        Session? session;
        lock (_gate)
        {
            session = State == SubscriptionState.Subscribed || _isSubscribeSent ? _session : null;
            EndLocked(SubscriptionChangeReason.Requested, code: null, error: null);
            DropUnhandledLocked();
        }

        if (session is not null)
        {
            await SendUnsubscribeAsync(session, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The hub has accepted a new session.</summary>
    public void OnConnected(Session session)
    {
        lock (_gate)
        {
            _session = session;
            if (IsActiveLocked)
            {
                StartLoopLocked(session);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            EndLocked(SubscriptionChangeReason.Requested, code: null, error: null);
        }

        var session = _session;
        if (session is { Ended.IsCancellationRequested: false })
        {
            // Nobody waits for the reply: the subscription is over either way.
            session.Request(new UnsubscribeCommand(0, channel));
        }

        await _disposal.CancelAsync().ConfigureAwait(false);
        await _deliveries.StopAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _deliveries.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The application has unsubscribed: what was received and not handled is dropped, and the position stays before it.</summary>
    protected virtual void DropUnhandledLocked() => _deliveries.Buffer.Clear();

    private static TaskCompletionSource<Exception?> NewResult() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void StartLocked()
    {
        ObjectDisposedException.ThrowIf(_disposal.IsCancellationRequested, typeof(Subscription));
        if (IsActiveLocked)
        {
            return;
        }

        _subscribed = _subscribed.Task.IsCompleted ? NewResult() : _subscribed;
        _deliveries.Buffer.Reopen();
        ChangeStateLocked(SubscriptionState.Subscribing, SubscriptionChangeReason.Requested);
        if (context.Session is { } session)
        {
            _session = session;
            StartLoopLocked(session);
        }
    }

    /// <summary>Ends it for good, until it is started again.</summary>
    private void EndLocked(SubscriptionChangeReason reason, UnsubscribeCode? code, Exception? error)
    {
        if (!IsActiveLocked)
        {
            return;
        }

        _isSubscribeSent = false;
        _generation++;
        _ended?.TrySetResult(EndReason.Unsubscribed);
        _deliveries.Buffer.Complete(error);
        if (reason != SubscriptionChangeReason.Requested)
        {
            ClientLog.SubscriptionEnded(context.Logger, error, channel, reason, code?.Code);
        }

        ChangeStateLocked(SubscriptionState.Unsubscribed, reason, code, error);

        // Last: whoever waits for it finds the state changed.
        _subscribed.TrySetResult(error ?? new InvalidOperationException($"The subscription to {channel} was ended."));
    }

    private void ChangeStateLocked(SubscriptionState state, SubscriptionChangeReason reason, UnsubscribeCode? code = null, Exception? error = null)
    {
        if (State == state)
        {
            return;
        }

        var args = new SubscriptionStateChangedEventArgs(State, state, reason) { Code = code, Error = error };
        State = state;
        Events.PostStateChanged(args);
    }

    private async Task SendUnsubscribeAsync(Session session, CancellationToken cancellationToken)
    {
        var request = session.Request(new UnsubscribeCommand(0, channel));
        try
        {
            await request.Completion.WaitAsync(context.Settings.RequestTimeout, context.Settings.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Whether the hub has unsubscribed is not known, so what it sends cannot be told from what a new subscription gets.
            session.End(new SessionEnd(ConnectionChangeReason.ReplyTimeout));
        }
    }
}
