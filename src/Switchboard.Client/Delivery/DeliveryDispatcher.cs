using Switchboard.Client.Concurrency;

namespace Switchboard.Client.Delivery;

/// <summary>Gives what is buffered to one consumer: to handlers by a pump, or to a reader, never to both.</summary>
/// <param name="subject">What is delivered, for exceptions.</param>
/// <param name="context">What the parts of the client share.</param>
internal sealed class DeliveryDispatcher(string subject, ClientContext context) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly AsyncSignal _readerLeft = new();
    private DeliveryPump? _pump;
    private bool _hasReader;
    private bool _hadReader;

    public DeliveryBuffer Buffer { get; } = new(context.Settings.DeliveryBufferCount);

    /// <summary>Whether somebody handles what is delivered.</summary>
    public bool HasConsumer
    {
        get
        {
            lock (_gate)
            {
                return HasConsumerLocked;
            }
        }
    }

    /// <summary>Whether somebody handles what is delivered, or has done so: a reader that has left may come back.</summary>
    public bool HadConsumer
    {
        get
        {
            lock (_gate)
            {
                return _pump is not null || _hadReader;
            }
        }
    }

    private bool HasConsumerLocked => _pump is not null || _hasReader;

    /// <summary>Starts to call handlers, unless that was started before.</summary>
    /// <exception cref="InvalidOperationException">There is a reader.</exception>
    public void StartPump(IDeliveryHandler handler)
    {
        lock (_gate)
        {
            ThrowIfReadingLocked();
            if (_pump is null && !_stop.IsCancellationRequested)
            {
                _pump = new DeliveryPump(Buffer, handler, context.Reentrancy, context.Settings.Backoff, context.Settings.Time);
                _pump.Start();
            }
        }
    }

    /// <summary>Makes the caller the reader until it disposes of the result.</summary>
    /// <exception cref="InvalidOperationException">There are handlers, or another reader.</exception>
    public DeliveryReader StartReading(IDeliveryHandler handler)
    {
        lock (_gate)
        {
            ThrowIfReadingLocked();
            if (_pump is not null)
            {
                throw new InvalidOperationException($"The {subject} go to handlers.");
            }

            _hasReader = true;
            _hadReader = true;
            return new DeliveryReader(Buffer, handler, OnReaderLeft, _stop.Token);
        }
    }

    /// <exception cref="InvalidOperationException">There is a reader.</exception>
    public void ThrowIfReading()
    {
        lock (_gate)
        {
            ThrowIfReadingLocked();
        }
    }

    /// <summary>Waits until half of the buffer is free, or nobody is there to handle what is in it.</summary>
    public async Task WaitForCapacityAsync(CancellationToken cancellationToken)
    {
        Task readerLeft;
        lock (_gate)
        {
            if (!HasConsumerLocked)
            {
                return;
            }

            readerLeft = _readerLeft.Next;
        }

        var first = await Task.WhenAny(Buffer.WaitForCapacityAsync(cancellationToken), readerLeft).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }

    /// <summary>Ends the reader, and lets no pump start any more.</summary>
    public Task StopAsync() => _stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        DeliveryPump? pump;
        lock (_gate)
        {
            pump = _pump;
        }

        if (pump is not null)
        {
            await pump.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void OnReaderLeft()
    {
        lock (_gate)
        {
            _hasReader = false;
            _readerLeft.Signal();
        }
    }

    private void ThrowIfReadingLocked()
    {
        if (_hasReader)
        {
            throw new InvalidOperationException($"The {subject} are being read.");
        }
    }
}
