using System.Globalization;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.Extensibility;

namespace Switchboard.RabbitMq.Sources;

/// <summary>Acknowledges what was answered, as many at once as have gathered: in the order of delivery, whichever order the answers came in.</summary>
internal sealed class Acknowledger(IChannel channel, IEventSink sink)
{
    private readonly Lock _lock = new();
    private readonly Queue<RabbitMqMessage> _messages = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _answered;
    private ulong _acknowledged;
    private long? _position;
    private int _waiting;
    private bool _isAcknowledging;
    private bool _isEnding;

    /// <summary>Notes that a message is under way. In the order of delivery.</summary>
    public void Begin(RabbitMqMessage message)
    {
        lock (_lock)
        {
            _messages.Enqueue(message);
            _waiting++;
        }
    }

    /// <summary>Notes that a message was answered.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isRejected">Whether it has been rejected, and is not to be acknowledged.</param>
    public void Answer(RabbitMqMessage message, bool isRejected = false)
    {
        lock (_lock)
        {
            _waiting--;
            message.IsAnswered = true;
            message.IsAcknowledged = !isRejected;
            while (_messages.TryPeek(out var first) && first.IsAnswered)
            {
                _messages.Dequeue();
                _position = first.Offset ?? _position;
                if (first.IsAcknowledged)
                {
                    _answered = first.Delivery.Tag;
                }
            }

            EndIfIdle();
            if (_isAcknowledging || _answered == _acknowledged)
            {
                return;
            }

            _isAcknowledging = true;
        }

        _ = AcknowledgeAsync();
    }

    /// <summary>Notes that a message gets no answer: the broker has it again when the channel closes.</summary>
    public void GiveUp()
    {
        lock (_lock)
        {
            _waiting--;
            EndIfIdle();
        }
    }

    /// <summary>Waits until everything that is under way was answered or given up, and is acknowledged.</summary>
    public async Task EndAsync()
    {
        lock (_lock)
        {
            _isEnding = true;
            EndIfIdle();
        }

        await _idle.Task;

        // Those behind one that was given up.
        foreach (var message in _messages.Where(static message => message.IsAcknowledged))
        {
            await AcknowledgeAsync(message.Delivery.Tag, multiple: false);
        }
    }

    private async Task AcknowledgeAsync()
    {
        // Meanwhile more is answered, by whoever asked for this.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (TakeAnswered(out var tag, out var position))
        {
            await AcknowledgeAsync(tag, multiple: true);
            if (position is { } offset)
            {
                sink.NotePosition(offset.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private async Task AcknowledgeAsync(ulong tag, bool multiple)
    {
        try
        {
            await channel.BasicAckAsync(tag, multiple);
        }
        catch (Exception exception) when (exception is RabbitMQClientException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The channel is gone: what was not acknowledged comes again.
        }
    }

    private bool TakeAnswered(out ulong tag, out long? position)
    {
        lock (_lock)
        {
            (tag, position) = (_answered, _position);
            _isAcknowledging = _answered != _acknowledged;
            _acknowledged = _answered;
            EndIfIdle();
            return _isAcknowledging;
        }
    }

    private void EndIfIdle()
    {
        if (_isEnding && _waiting == 0 && !_isAcknowledging && _answered == _acknowledged)
        {
            _idle.TrySetResult();
        }
    }
}
