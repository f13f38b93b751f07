using System.Text.Json;
using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Jobs;

namespace Switchboard.Client.Inbox;

/// <summary>Receives what comes to the user's inbox: messages for handlers or a reader, each once, and notices for events.</summary>
internal sealed class InboxReceiver(ClientContext context, MessageAcknowledger acknowledger, JobReceiver jobs) : IDeliveryHandler, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly MessageIntake _messages = new("messages of the inbox", context, acknowledger);

    public InboxEvents Events { get; } = new();

    /// <summary>Waits until enough was handled to connect again, or nobody is there to handle it.</summary>
    public async Task WaitForCapacityAsync(CancellationToken cancellationToken)
    {
        await _messages.Deliveries.WaitForCapacityAsync(cancellationToken).ConfigureAwait(false);
        await jobs.WaitForCapacityAsync(cancellationToken).ConfigureAwait(false);
    }

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

        return jobs.TryReceive(channel, publication, id, isWanted: _messages.Deliveries.HadConsumer, mayRefuse) ?? _messages.TryReceive(channel, publication, id, mayRefuse);
    }

    public void SetHandler(Func<UserMessage, CancellationToken, ValueTask> handler)
    {
        lock (_gate)
        {
            _messages.Deliveries.ThrowIfReading();
            Events.Handler = Events.Handler is null ? handler : throw new InvalidOperationException("There is a handler of the inbox already.");
        }

        StartPump();
    }

    /// <summary>Starts to call handlers.</summary>
    public void StartPump() => _messages.Deliveries.StartPump(this);

    /// <summary>Keeps messages for a reader.</summary>
    public DeliveryReader StartReading() => _messages.Deliveries.StartReading(this);

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

    public void OnHandled(ChannelDelivery delivery) => _messages.OnHandled(delivery);

    public void OnHandlerFailed(HandlerFailedEventArgs failure)
    {
        ClientLog.InboxHandlerFailed(context.Logger, failure.Error, UserMessageReader.IdOf(failure.Publication), failure.Delay.TotalMilliseconds);
        context.Metrics.HandlerFailures.Add(1);
        context.Events.Post(nameof(SwitchboardInbox.HandlerFailed), () => Events.HandlerFailed?.Invoke(Events.Sender, failure));
    }

    public ValueTask DisposeAsync() => _messages.DisposeAsync();

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
