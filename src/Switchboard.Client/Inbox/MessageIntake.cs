using Switchboard.Client.Delivery;

namespace Switchboard.Client.Inbox;

/// <summary>Takes messages to the user in for one consumer, each once, and acknowledges those that it has handled.</summary>
/// <param name="subject">What is taken in, for exceptions.</param>
/// <param name="context">What the parts of the client share.</param>
/// <param name="acknowledger">Acknowledges.</param>
internal sealed class MessageIntake(string subject, ClientContext context, MessageAcknowledger acknowledger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly MessageDeduplicator _deduplicator = new(context.Settings.InboxDeduplicationCount);

    /// <summary>Who gets them.</summary>
    public DeliveryDispatcher Deliveries { get; } = new(subject, context);

    /// <summary>Takes a publication in, on the receive loop.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="id">The message's id; empty for what is no message.</param>
    /// <param name="mayRefuse">Whether to refuse it where the buffer is full.</param>
    /// <returns>False where it was refused.</returns>
    public bool TryReceive(string channel, Publication publication, string id, bool mayRefuse)
    {
        lock (_gate)
        {
            // Without a handler or reader, messages are not kept; they stay unacknowledged.
            if (!Deliveries.HadConsumer || _deduplicator.IsPending(id))
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

    /// <summary>Acknowledges what was handled.</summary>
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

    public ValueTask DisposeAsync() => Deliveries.DisposeAsync();

    private bool TryAddLocked(ChannelDelivery delivery, string id, bool mayRefuse)
    {
        if (!mayRefuse)
        {
            Deliveries.Buffer.Add(delivery);
        }
        else if (!Deliveries.Buffer.TryAdd(delivery))
        {
            // A reader that has left must not hold up the connection: what its buffer has no room for stays unacknowledged.
            return !Deliveries.HasConsumer;
        }

        if (id.Length > 0)
        {
            _deduplicator.AddPending(id);
        }

        return true;
    }
}
