using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.Worker;

/// <summary>An attempt that this worker has. RabbitMQ may deliver it again while it runs, when the connection was lost: it goes on, and the new delivery is acknowledged in place of the old one.</summary>
internal sealed class JobRun(AttemptKey key, JobRoute? route, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> data, bool isRedelivered) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancelled = new();
    private JobDelivery _delivery;
    private bool _hasEnded;

    /// <summary>The attempt.</summary>
    public AttemptKey Key => key;

    /// <summary>What carries it out; null where nothing of this worker does.</summary>
    public JobRoute? Route => route;

    /// <summary>The properties of the message.</summary>
    public IReadOnlyBasicProperties Properties => properties;

    /// <summary>The body of the message.</summary>
    public ReadOnlyMemory<byte> Data => data;

    /// <summary>Whether it was given to a worker before.</summary>
    public bool IsRedelivered => isRedelivered;

    /// <summary>Cancelled when the job is.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>Takes the present delivery; false where it has ended: then the delivery is to be acknowledged at once.</summary>
    public bool Adopt(JobDelivery delivery)
    {
        lock (_lock)
        {
            _delivery = delivery;
            return !_hasEnded;
        }
    }

    /// <summary>The job is cancelled.</summary>
    public void Cancel()
    {
        try
        {
            _cancelled.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    /// <summary>It has ended, and the hub knows: returns what is to be acknowledged.</summary>
    public JobDelivery End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            return _delivery;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _cancelled.Dispose();
}

/// <summary>A message that RabbitMQ waits to hear of.</summary>
internal readonly record struct JobDelivery(IChannel Channel, ulong Tag)
{
    /// <summary>RabbitMQ may forget it.</summary>
    public Task AcknowledgeAsync() => TryAsync(static (channel, tag) => channel.BasicAckAsync(tag, multiple: false));

    /// <summary>Somebody else is to have it.</summary>
    public Task ReturnAsync() => TryAsync(static (channel, tag) => channel.BasicNackAsync(tag, multiple: false, requeue: true));

    /// <summary>It is no job.</summary>
    public Task RefuseAsync() => TryAsync(static (channel, tag) => channel.BasicNackAsync(tag, multiple: false, requeue: false));

    private async Task TryAsync(Func<IChannel, ulong, ValueTask> act)
    {
        try
        {
            await act(Channel, Tag);
        }
        catch (Exception exception) when (exception is RabbitMQClientException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The channel has ended: RabbitMQ delivers it again.
        }
    }
}
