using System.Text.Json;
using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;

namespace Switchboard.Client.Inbox;

/// <summary>Takes in what comes to the user's inbox: messages for handlers or a reader, each once, and notices for events.</summary>
internal sealed class InboxReceiver(ClientContext context, DeliveredMarks marks) : IDeliveryTarget, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly MessageMemory _memory = new(context.Settings.InboxMemoryCount);
    private readonly DeliveryBuffer _buffer = new(context.Settings.DeliveryBufferCount);
    private readonly CancellationTokenSource _disposal = new();
    private TaskCompletionSource _readerLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DeliveryPump? _pump;
    private bool _isHeard;
    private bool _isBeingRead;

    public InboxListeners Listeners { get; } = new();

    /// <summary>Ends when enough was handled to connect again, or nobody is there to handle it.</summary>
    public async Task HalfEmptyAsync(CancellationToken cancellationToken)
    {
        Task left;
        lock (_gate)
        {
            if (_pump is null && !_isBeingRead)
            {
                return;
            }

            left = _readerLeft.Task;
        }

        var first = await Task.WhenAny(_buffer.HalfEmptyAsync(cancellationToken), left).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }

    /// <summary>Takes a publication of the inbox's channel in, on the thread that reads.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="mayRefuse">Whether to refuse it where there is no room.</param>
    /// <returns>False where it was refused.</returns>
    public bool TryTake(string channel, Publication publication, bool mayRefuse)
    {
        var id = MessageReader.IdOf(publication);
        return id.Length == 0 && publication.Event is InboxNames.MarkEvent or InboxNames.ReceiptEvent
            ? TakeNotice(publication)
            : TryTakeMessage(channel, publication, id, mayRefuse);
    }

    /// <summary>Sets the handler.</summary>
    public void SetHandler(Func<UserMessage, CancellationToken, ValueTask> handler)
    {
        lock (_gate)
        {
            Listeners.Handler = Listeners.Handler is null ? handler : throw new InvalidOperationException("There is a handler of the inbox already.");
        }

        StartPump();
    }

    /// <summary>Begins to hand messages to the handlers.</summary>
    public void StartPump()
    {
        lock (_gate)
        {
            ThrowIfReadLocked();
            if (!_disposal.IsCancellationRequested)
            {
                _isHeard = true;
                _pump ??= new DeliveryPump(_buffer, this, context.OwnWork, context.Settings.Backoff, context.Settings.Time);
                _pump.Start();
            }
        }
    }

    /// <summary>Keeps messages for a reader; disposing of the result ends the reading.</summary>
    public IDisposable BeginReading()
    {
        lock (_gate)
        {
            ThrowIfReadLocked();
            if (_pump is not null)
            {
                throw new InvalidOperationException("The messages of the inbox go to its handlers.");
            }

            _isHeard = true;
            _isBeingRead = true;
            _readerLeft = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new Reading(this);
        }
    }

    /// <summary>The oldest message that waits; null when the client is disposed of.</summary>
    public ValueTask<ChannelDelivery?> PeekAsync(CancellationToken cancellationToken) => _buffer.PeekAsync(_disposal.Token, cancellationToken);

    /// <summary>The reader has handled a message.</summary>
    public void Complete(ChannelDelivery delivery)
    {
        OnHandled(delivery);
        _buffer.Remove(delivery);
    }

    public async ValueTask HandleAsync(string channel, Publication publication, CancellationToken cancellationToken)
    {
        using var activity = ClientTracing.Begin("receive", "inbox");
        var message = MessageReader.Of(publication);
        if (Listeners.Handler is { } handler)
        {
            await handler(message, cancellationToken).ConfigureAwait(false);
        }

        Listeners.Received?.Invoke(Listeners.Sender, new UserMessageEventArgs(message));
    }

    public void OnHandled(ChannelDelivery delivery)
    {
        context.Metrics.Publications.Add(1);
        if (MessageReader.IdOf(delivery.Publication!) is not { Length: > 0 } id)
        {
            return;
        }

        lock (_gate)
        {
            _memory.Handle(id);
        }

        marks.Add(id);
    }

    public void OnHandlerFailed(string channel, Publication publication, Exception exception, int attempt, TimeSpan delay)
    {
        ClientLog.InboxHandlerFailed(context.Logger, exception, MessageReader.IdOf(publication), delay.TotalMilliseconds);
        context.Metrics.HandlerFailures.Add(1);
        var args = new HandlerFailedEventArgs(channel, publication, exception, attempt, delay);
        context.Events.Post(nameof(SwitchboardInbox.HandlerFailed), () => Listeners.HandlerFailed?.Invoke(Listeners.Sender, args));
    }

    public async ValueTask DisposeAsync()
    {
        DeliveryPump? pump;
        lock (_gate)
        {
            _disposal.Cancel();
            pump = _pump;
        }

        if (pump is not null)
        {
            await pump.DisposeAsync().ConfigureAwait(false);
        }
    }

    private bool TryTakeMessage(string channel, Publication publication, string id, bool mayRefuse)
    {
        lock (_gate)
        {
            // While nobody listens, messages pass; they stay unacknowledged.
            if (!_isHeard || _memory.IsWaiting(id))
            {
                return true;
            }

            if (!_memory.IsHandled(id))
            {
                return TryAddLocked(new ChannelDelivery(channel, publication, Position: null), id, mayRefuse);
            }
        }

        // The hub sends again what it has not heard to be delivered.
        marks.Add(id);
        return true;
    }

    private bool TryAddLocked(ChannelDelivery delivery, string id, bool mayRefuse)
    {
        if (!mayRefuse)
        {
            _buffer.Add(delivery);
        }
        else if (!_buffer.TryAdd(delivery))
        {
            // A reader that has left holds nothing up: what it has no room for stays unacknowledged.
            return _pump is null && !_isBeingRead;
        }

        if (id.Length > 0)
        {
            _memory.Enter(id);
        }

        return true;
    }

    private bool TakeNotice(Publication publication)
    {
        try
        {
            using var document = JsonDocument.Parse(publication.Data);
            TakeNotice(publication.Event!, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Of a form that this client does not know, or somebody else's event of that name.
            return true;
        }

        return true;
    }

    private void TakeNotice(string name, JsonElement notice)
    {
        if (name == InboxNames.ReceiptEvent)
        {
            var receipt = new ReceiptReceivedEventArgs(InboxCodec.ReadState(notice));
            context.Events.Post(nameof(SwitchboardInbox.ReceiptReceived), () => Listeners.ReceiptReceived?.Invoke(Listeners.Sender, receipt));
        }
        else if (InboxCodec.ReadMarked(notice) is { } marked)
        {
            context.Events.Post(nameof(SwitchboardInbox.Marked), () => Listeners.Marked?.Invoke(Listeners.Sender, marked));
        }
    }

    private void ThrowIfReadLocked()
    {
        if (_isBeingRead)
        {
            throw new InvalidOperationException("The messages of the inbox are being read.");
        }
    }

    private sealed class Reading(InboxReceiver receiver) : IDisposable
    {
        public void Dispose()
        {
            lock (receiver._gate)
            {
                receiver._isBeingRead = false;
                receiver._readerLeft.TrySetResult();
            }
        }
    }
}
