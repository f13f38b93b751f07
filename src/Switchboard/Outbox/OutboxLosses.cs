using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Switchboard.Timing;

namespace Switchboard.Outbox;

/// <summary>Counts and logs events that a target is not told of: a line a minute for each target and reason.</summary>
internal sealed class OutboxLosses(OutboxMetrics metrics, Clock clock, ILogger<OutboxLosses> logger)
{
    private readonly ConcurrentDictionary<(string Target, string Reason), Tally> _unlogged = new();

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
        if (_unlogged.GetOrAdd((target.Name, reason), static (_, clock) => new Tally(clock), clock).TryTake(count, out var total))
        {
            OutboxLog.Dropped(logger, total, target.Name, reason);
        }
    }
}
