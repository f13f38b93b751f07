using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Switchboard.Timing;

namespace Switchboard.Outbox;

/// <summary>Counts and logs events that a target is not told of: a line a minute for each target and reason.</summary>
internal sealed class OutboxLosses(OutboxMetrics metrics, Clock clock, ILogger<OutboxLosses> logger)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Target, string Reason), Unlogged> _unlogged = new();

    /// <summary>Notes some.</summary>
    /// <param name="target">The target.</param>
    /// <param name="reason">Why, in a word.</param>
    /// <param name="count">How many.</param>
    public void Add(OutboxTarget target, string reason, int count)
    {
        if (count <= 0)
        {
            return;
        }

        metrics.Dropped(target.Name, reason, count);
        var unlogged = _unlogged.GetOrAdd((target.Name, reason), static _ => new Unlogged());
        lock (unlogged)
        {
            unlogged.Count += count;
            if (unlogged.LoggedAt == 0 || clock.Milliseconds - unlogged.LoggedAt >= _interval.TotalMilliseconds)
            {
                OutboxLog.Dropped(logger, unlogged.Count, target.Name, reason);
                (unlogged.Count, unlogged.LoggedAt) = (0, clock.Milliseconds);
            }
        }
    }

    private sealed class Unlogged
    {
        public long Count { get; set; }

        public long LoggedAt { get; set; }
    }
}
