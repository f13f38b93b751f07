using Switchboard.Configuration;
using Switchboard.Timing;

namespace Switchboard.Boards;

/// <summary>When something is to be done about a line: everything about that is in its entry.</summary>
internal static class BoardDeadlines
{
    /// <summary>When its holder is to be reminded, or the line to be freed, whichever comes next; null where nothing is to be done.</summary>
    public static DateTimeOffset? Of(BoardEntry entry, BoardSettings rules) => entry switch
    {
        { Holder: null } or { Until: null } => null,
        { EndsSoon: false } when rules.Reminder is { } ahead => entry.Until - ahead,
        _ => entry.Until,
    };
}

/// <summary>The time as entries have it.</summary>
internal static class BoardTime
{
    /// <summary>Now, in whole milliseconds: what a change is answered with is what is read later.</summary>
    public static DateTimeOffset Now(Clock clock) => DateTimeOffset.FromUnixTimeMilliseconds(clock.UtcNow.ToUnixTimeMilliseconds());
}

/// <summary>Tells the loop of holds that something is due in a board, earlier perhaps than it knows.</summary>
internal sealed class BoardAlarm(TimeProvider time)
{
    private readonly Dictionary<string, long> _due = new(StringComparer.Ordinal);
    private readonly WakeSignal _signal = new(time);

    /// <summary>Notes that something is due, in Unix milliseconds.</summary>
    public void Set(string channel, long due)
    {
        bool isFirst;
        lock (_due)
        {
            isFirst = !_due.TryGetValue(channel, out var known) || due < known;
            if (isFirst)
            {
                _due[channel] = due;
            }
        }

        if (isFirst)
        {
            _signal.Wake();
        }
    }

    /// <summary>Takes what was noted.</summary>
    public Dictionary<string, long> Take()
    {
        lock (_due)
        {
            var taken = new Dictionary<string, long>(_due, StringComparer.Ordinal);
            _due.Clear();
            return taken;
        }
    }

    /// <summary>Waits until something is noted, at most for the time given.</summary>
    public Task SleepAsync(TimeSpan span, CancellationToken cancellationToken) => _signal.SleepAsync(span, cancellationToken);
}
