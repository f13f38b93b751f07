using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Inbox;

namespace Switchboard.Client.Jobs;

/// <summary>Receives what the user's inbox tells of jobs: for handlers in order, how each ended once, and for those who wait.</summary>
internal sealed class JobReceiver(ClientContext context, MessageAcknowledger acknowledger) : IDeliveryHandler, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly MessageIntake _changes = new("changes of jobs", context, acknowledger);
    private Func<Job, CancellationToken, ValueTask>? _handler;

    /// <summary>The sender of the events.</summary>
    public object? Sender { get; set; }

    /// <summary>The handlers of the event.</summary>
    public EventHandler<JobChangedEventArgs>? Changed { get; set; }

    /// <summary>Told of failures of handlers.</summary>
    public Action<HandlerFailedEventArgs> OnFailed { get; set; } = static _ => { };

    /// <summary>Those who wait for the ends of jobs.</summary>
    public JobWaiters Waiters { get; } = new(context.Settings.InboxDeduplicationCount);

    /// <summary>Waits until enough was handled to connect again.</summary>
    public Task WaitForCapacityAsync(CancellationToken cancellationToken) => _changes.Deliveries.WaitForCapacityAsync(cancellationToken);

    public void SetHandler(Func<Job, CancellationToken, ValueTask> handler)
    {
        lock (_gate)
        {
            _handler = _handler is null ? handler : throw new InvalidOperationException("There is a handler of jobs already.");
        }

        StartPump();
    }

    /// <summary>Starts to call handlers.</summary>
    public void StartPump() => _changes.Deliveries.StartPump(this);

    /// <summary>Receives a publication of the inbox's channel, on the receive loop.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="id">The message's id; empty for what is no message: a job goes on.</param>
    /// <param name="isWanted">Whether somebody takes the messages of the inbox.</param>
    /// <param name="mayRefuse">Whether to refuse it where the buffer is full.</param>
    /// <returns>False where it was refused; null where it is one for the inbox.</returns>
    public bool? TryReceive(string channel, Publication publication, string id, bool isWanted, bool mayRefuse)
    {
        if (JobCodec.ReadNotice(channel, publication) is not { } job)
        {
            return null;
        }

        if (id.Length == 0)
        {
            // How far a job has come can be done without: it never holds up the connection.
            _changes.TryReceive(channel, publication, id, mayRefuse: true);
            return true;
        }

        var isAwaited = Waiters.Signal(job.Id);
        if (_changes.Deliveries.HadConsumer)
        {
            return _changes.TryReceive(channel, publication, id, mayRefuse);
        }

        if (isWanted || !isAwaited)
        {
            return null;
        }

        acknowledger.Add(id);
        return true;
    }

    public async ValueTask HandleAsync(string channel, Publication publication, CancellationToken cancellationToken)
    {
        using var activity = ClientTracing.Start("receive", "job");
        var job = JobCodec.ReadNotice(channel, publication)!;
        if (_handler is { } handler)
        {
            await handler(job, cancellationToken).ConfigureAwait(false);
        }

        Changed?.Invoke(Sender, new JobChangedEventArgs(job));
    }

    public void OnHandled(ChannelDelivery delivery) => _changes.OnHandled(delivery);

    public void OnHandlerFailed(HandlerFailedEventArgs failure) => OnFailed(failure);

    public ValueTask DisposeAsync() => _changes.DisposeAsync();
}
