using System.Text.Json;
using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;

namespace Switchboard.Client.Inbox;

/// <summary>Receives what comes to the user's inbox: messages for handlers or a reader, each once, and notices for events.</summary>
internal sealed class InboxReceiver(ClientContext context, MessageAcknowledger acknowledger) : IDeliveryHandler, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly MessageDeduplicator _deduplicator = new(context.Settings.InboxDeduplicationCount);
    private readonly DeliveryDispatcher _deliveries = new("messages of the inbox", context);

    public InboxEvents Events { get; } = new();

    /// <summary>Waits until enough was handled to connect again, or nobody is there to handle it.</summary>
    public Task WaitForCapacityAsync(CancellationToken cancellationToken) => _deliveries.WaitForCapacityAsync(cancellationToken);

    /// <summary>Receives a publication of the inbox's channel, on the receive loop.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="mayRefuse">Whether to refuse it where the buffer is full.</param>
    /// <returns>False where it was refused.</returns>
    public bool TryReceive(string channel, Publication publication, bool mayRefuse)
    {
        var id = UserMessageReader.IdOf(publication);
        if (id.Length == 0 && publication.Event is InboxNames.MarkEvent or InboxNames.ReceiptEvent)
        {
            HandleNotice(publication);
            return true;
        }

        return TryReceiveMessage(channel, publication, id, mayRefuse);
    }

    public void SetHandler(Func<UserMessage, CancellationToken, ValueTask> handler)
    {
        lock (_gate)
        {
            _deliveries.ThrowIfReading();
            Events.Handler = Events.Handler is null ? handler : throw new InvalidOperationException("There is a handler of the inbox already.");
        }

        StartPump();
    }

    /// <summary>Starts to call handlers.</summary>
    public void StartPump() => _deliveries.StartPump(this);

    /// <summary>Keeps messages for a reader.</summary>
    public DeliveryReader StartReading() => _deliveries.StartReading(this);

    public async ValueTask HandleAsync(string channel, Publication publication, CancellationToken cancellationToken)
    {
        using var activity = ClientTracing.Start("receive", "inbox");
        var message = UserMessageReader.Read(publication);
        if (Events.Handler is { } handler)
        {
            await handler(message, cancellationToken).ConfigureAwait(false);
        }

        Events.Received?.Invoke(Events.Sender, new UserMessageEventArgs(message));
    }

    public void OnHandled(ChannelDelivery delivery)
    {
        context.Metrics.Publications.Add(1);
        if (UserMessageReader.IdOf(delivery.Publication!) is not { Length: > 0 } id)
        {
            return;
        }

        lock (_gate)
        {
            _deduplicator.MarkHandled(id);
        }

        acknowledger.Add(id);
    }

    public void OnHandlerFailed(HandlerFailedEventArgs failure)
    {
        ClientLog.InboxHandlerFailed(context.Logger, failure.Error, UserMessageReader.IdOf(failure.Publication), failure.Delay.TotalMilliseconds);
        context.Metrics.HandlerFailures.Add(1);
        context.Events.Post(nameof(SwitchboardInbox.HandlerFailed), () => Events.HandlerFailed?.Invoke(Events.Sender, failure));
    }

    public ValueTask DisposeAsync() => _deliveries.DisposeAsync();

    private bool TryReceiveMessage(string channel, Publication publication, string id, bool mayRefuse)
    {
        lock (_gate)
        {
            // Without a handler or reader, messages are not kept; they stay unacknowledged.
            if (!_deliveries.HadConsumer || _deduplicator.IsPending(id))
            {
                return true;
            }

            if (!_deduplicator.IsHandled(id))
            {
                return TryAddLocked(new ChannelDelivery(channel, publication, Position: null), id, mayRefuse);
            }
        }

        // It was handled, but the hub has not got the acknowledgement, and so sends it again.
        acknowledger.Add(id);
        return true;
    }

    private bool TryAddLocked(ChannelDelivery delivery, string id, bool mayRefuse)
    {
        if (!mayRefuse)
        {
            _deliveries.Buffer.Add(delivery);
        }
        else if (!_deliveries.Buffer.TryAdd(delivery))
        {
            // A reader that has left must not hold up the connection: what its buffer has no room for stays unacknowledged.
            return !_deliveries.HasConsumer;
        }

        if (id.Length > 0)
        {
            _deduplicator.AddPending(id);
        }

        return true;
    }

    private void HandleNotice(Publication publication)
    {
        try
        {
            using var document = JsonFields.Parse(publication.Data);
            HandleNotice(publication.Event!, document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Of a form that this client does not know, or another event of that name.
            return;
        }
    }

    private void HandleNotice(string name, JsonElement notice)
    {
        if (name == InboxNames.ReceiptEvent)
        {
            var receipt = new ReceiptReceivedEventArgs(InboxCodec.ReadState(notice));
            context.Events.Post(nameof(SwitchboardInbox.ReceiptReceived), () => Events.ReceiptReceived?.Invoke(Events.Sender, receipt));
        }
        else if (InboxCodec.ReadMarked(notice) is { } marked)
        {
            context.Events.Post(nameof(SwitchboardInbox.Marked), () => Events.Marked?.Invoke(Events.Sender, marked));
        }
    }
}
