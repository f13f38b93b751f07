using System.Collections.Concurrent;
using Switchboard.Timing;

namespace Switchboard.Jobs;

/// <summary>Knows which queues may have jobs, and when the loop has to look again. What it does not know of is found at the next look at the store.</summary>
internal sealed class JobQueues(TimeProvider time)
{
    private readonly WakeSignal _signal = new(time);
    private readonly ConcurrentDictionary<string, bool> _marked = new(StringComparer.Ordinal);
    private long _nextDue = long.MinValue;

    /// <summary>The queues that may have jobs.</summary>
    public IEnumerable<string> Marked => _marked.Keys;

    /// <summary>Notes that a queue may have jobs, or those who carry them out room for more.</summary>
    public void Mark(string queue)
    {
        _marked[queue] = true;
        _signal.Wake();
    }

    /// <summary>Has the loop look again.</summary>
    public void Wake() => _signal.Wake();

    /// <summary>Waits until there may be something to do, at most for the time given.</summary>
    public Task SleepAsync(TimeSpan span, CancellationToken cancellationToken) => _signal.SleepAsync(span, cancellationToken);

    /// <summary>Forgets a queue; done before it is looked into, so that what comes meanwhile is noted again.</summary>
    public void Unmark(string queue) => _marked.TryRemove(queue, out _);

    /// <summary>Notes that something is due at a time, at which the store has to be asked.</summary>
    public void NoteDue(DateTimeOffset time)
    {
        var ticks = time.UtcTicks;
        long known;
        do
        {
            known = Interlocked.Read(ref _nextDue);
            if (known <= ticks)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _nextDue, ticks, known) != known);

        _signal.Wake();
    }

    /// <summary>When something is due next, as far as is known; what is noted from here on counts anew.</summary>
    public DateTimeOffset TakeNextDue() => new(Math.Max(0, Interlocked.Exchange(ref _nextDue, DateTime.MaxValue.Ticks)), TimeSpan.Zero);
}
