using System.Globalization;

namespace Switchboard.Extensibility;

/// <summary>Where a page of schedules begins: behind the last one of the page before. For stores.</summary>
/// <param name="DueAtMilliseconds">When that one was due, in Unix milliseconds.</param>
/// <param name="Id">Its name.</param>
public readonly record struct ScheduleCursor(long DueAtMilliseconds, string Id)
{
    /// <summary>In front of every schedule.</summary>
    public static ScheduleCursor Start { get; } = new(long.MinValue, "");

    /// <summary>Reads a cursor. What no page had is the start.</summary>
    public static ScheduleCursor Parse(string? cursor)
    {
        var end = cursor?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        return end > 0 && long.TryParse(cursor.AsSpan(0, end), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time)
            ? new ScheduleCursor(time, cursor![(end + 1)..])
            : Start;
    }

    /// <summary>A page of schedules of which one more than wanted was read.</summary>
    /// <param name="read">What was read, in order.</param>
    /// <param name="limit">How many were wanted.</param>
    public static SchedulePage PageOf(IReadOnlyList<StoredSchedule> read, int limit)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (read.Count <= limit)
        {
            return new SchedulePage(read, null);
        }

        var last = read[limit - 1];
        var cursor = new ScheduleCursor(last.DueAt.ToUnixTimeMilliseconds(), last.Id);
        return new SchedulePage([.. read.Take(limit)], cursor.ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{DueAtMilliseconds}.{Id}");
}

/// <summary>A part of an owner's schedules.</summary>
/// <param name="Schedules">The schedules.</param>
/// <param name="Cursor">Where the next part begins; null where there is no more.</param>
public sealed record SchedulePage(IReadOnlyList<StoredSchedule> Schedules, string? Cursor);
