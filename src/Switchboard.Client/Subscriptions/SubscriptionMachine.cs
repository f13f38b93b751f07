using Switchboard.Client.Connections;
using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <summary>The states of a subscription: one loop for each session that it is wanted in, which begins it and begins it again.</summary>
internal sealed partial class SubscriptionMachine(string channel, SubscriptionOptions options, ClientContext context) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly DeliveryBuffer _buffer = new(context.Settings.DeliveryBufferCount);
    private readonly CancellationTokenSource _disposal = new();
    private readonly Func<string, CancellationToken, ValueTask<string?>>? _getToken = options.GetToken;
    private readonly bool _joinLeave = options.JoinLeave;
    private readonly ReadOnlyMemory<byte> _data = options.Data;
    private Position? _handled = options.Since;
    private TaskCompletionSource<Exception?> _subscribed = NewResult();
    private TaskCompletionSource<Leaving>? _leaving;
    private Session? _session;
    private Task _loop = Task.CompletedTask;
    private uint _turn;
    private uint? _timeToLiveSeconds;
    private bool _isWanted;
    private bool _wasThere = options.Since is not null;
    private bool _mayRecover = options.Since is not null;
    private bool _isSubscribing;

    public string Channel => channel;

    public object? Sender { get; set; }

    public SubscriptionEvents Events { get; } = new();

    public SubscriptionState State { get; private set; }

    public Position? Handled
    {
        get
        {
            lock (_gate)
            {
                return _handled;
            }
        }
    }

    /// <summary>Wants the subscription.</summary>
    public void Want()
    {
        lock (_gate)
        {
            WantLocked();
        }
    }

    /// <summary>Wants the subscription, and ends when it is there.</summary>
    public async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        Task<Exception?> subscribed;
        lock (_gate)
        {
            WantLocked();
            subscribed = _subscribed.Task;
        }

        if (await subscribed.WaitAsync(cancellationToken).ConfigureAwait(false) is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>Wants the subscription no more.</summary>
    public async Task UnsubscribeAsync(CancellationToken cancellationToken)
    {
        Session? session;
        lock (_gate)
        {
            session = State == SubscriptionState.Subscribed || _isSubscribing ? _session : null;
            EndLocked(SubscriptionChange.Requested, code: null, error: null);
            _buffer.Clear();
        }

        if (session is not null)
        {
            await TellHubAsync(session, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>There is a session.</summary>
    public void OnConnected(Session session)
    {
        lock (_gate)
        {
            _session = session;
            if (_isWanted)
            {
                StartLocked(session);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            EndLocked(SubscriptionChange.Requested, code: null, error: null);
        }

        var session = _session;
        if (session is { Ended.IsCancellationRequested: false })
        {
            // Nobody waits for the answer: the machine is over either way.
            session.Request(new UnsubscribeCommand(0, channel));
        }

        await _disposal.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposePumpAsync().ConfigureAwait(false);
    }

    private static TaskCompletionSource<Exception?> NewResult() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void WantLocked()
    {
        ObjectDisposedException.ThrowIf(_disposal.IsCancellationRequested, typeof(Subscription));
        if (_isWanted)
        {
            return;
        }

        _isWanted = true;
        _subscribed = _subscribed.Task.IsCompleted ? NewResult() : _subscribed;
        _buffer.Reopen();
        ChangeLocked(SubscriptionState.Subscribing, SubscriptionChange.Requested);
        if (context.Session is { } session)
        {
            _session = session;
            StartLocked(session);
        }
    }

    /// <summary>Ends it for good, until it is wanted again.</summary>
    private void EndLocked(SubscriptionChange change, UnsubscribeCode? code, Exception? error)
    {
        if (!_isWanted)
        {
            return;
        }

        _isWanted = false;
        _isSubscribing = false;
        _turn++;
        _leaving?.TrySetResult(Leaving.Over);
        _buffer.Complete(error);
        if (change != SubscriptionChange.Requested)
        {
            ClientLog.SubscriptionEnded(context.Logger, error, channel, change, code?.Code);
        }

        ChangeLocked(SubscriptionState.Unsubscribed, change, code, error);

        // Last: whoever waited for it finds the state changed.
        _subscribed.TrySetResult(error ?? new InvalidOperationException($"The subscription to {channel} was ended."));
    }

    private void ChangeLocked(SubscriptionState state, SubscriptionChange change, UnsubscribeCode? code = null, Exception? error = null)
    {
        if (State == state)
        {
            return;
        }

        var args = new SubscriptionStateChangedEventArgs(State, state, change) { Code = code, Error = error };
        State = state;
        context.Events.Post(nameof(Subscription.StateChanged), () => Events.StateChanged?.Invoke(Sender, args));
    }

    private async Task TellHubAsync(Session session, CancellationToken cancellationToken)
    {
        var request = session.Request(new UnsubscribeCommand(0, channel));
        try
        {
            await request.Answer.WaitAsync(context.Settings.RequestTimeout, context.Settings.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Whether the hub has unsubscribed is not known, so what it sends cannot be told from what a new subscription gets.
            session.End(new SessionEnd(ConnectionChange.Unanswered));
        }
    }
}
