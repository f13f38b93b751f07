using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Switchboard.Client.Diagnostics;

namespace Switchboard.Client.Concurrency;

/// <summary>Raises events one after the other, off the receive loop: a slow handler delays other events only.</summary>
internal sealed class EventQueue : IAsyncDisposable
{
    private readonly Channel<(string Name, Action Raise, bool MayDrop)> _events =
        Channel.CreateUnbounded<(string, Action, bool)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly int _capacity;
    private readonly ReentrancyGuard _reentrancy;
    private readonly ClientMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private int _droppable;
    private bool _isDropping;

    public EventQueue(int capacity, ReentrancyGuard reentrancy, ClientMetrics metrics, ILogger logger)
    {
        _capacity = capacity;
        _reentrancy = reentrancy;
        _metrics = metrics;
        _logger = logger;
        _loop = RunAsync();
    }

    /// <summary>Adds an event that is always raised.</summary>
    public void Post(string name, Action raise) => _events.Writer.TryWrite((name, raise, false));

    /// <summary>Adds an event that is dropped, counted and logged when too many wait.</summary>
    public void PostUnlessFull(string name, Action raise)
    {
        if (Interlocked.Increment(ref _droppable) > _capacity)
        {
            Interlocked.Decrement(ref _droppable);
            _metrics.EventsDropped.Add(1);
            if (!_isDropping)
            {
                _isDropping = true;
                ClientLog.EventsDropped(_logger);
            }

            return;
        }

        _isDropping = false;
        _events.Writer.TryWrite((name, raise, true));
    }

    /// <summary>Raises what is queued, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        _reentrancy.Enter();
        await foreach (var (name, raise, mayDrop) in _events.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (mayDrop)
            {
                Interlocked.Decrement(ref _droppable);
            }

            try
            {
                raise();
            }
            catch (Exception exception)
            {
                ClientLog.EventHandlerFailed(_logger, exception, name);
            }
        }
    }
}
