using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Schedules in this process. A restart forgets them.</summary>
/// <param name="limits">How many there may be in all, and how many bytes they may take; 0 for any number. Read at each addition.</param>
public sealed class InMemoryScheduleStore(Func<(int Schedules, long Bytes)> limits) : IScheduleStore
{
    private static readonly IComparer<ScheduleEntry> _byTurn = Comparer<ScheduleEntry>.Create(static (a, b) => a.NextAt != b.NextAt ? a.NextAt.CompareTo(b.NextAt) : a.Number.CompareTo(b.Number));

    private readonly Lock _gate = new();
    private readonly Dictionary<string, OwnSchedules> _byOwner = new(StringComparer.Ordinal);
    private readonly SortedSet<ScheduleEntry> _turns = new(_byTurn);
    private long _lastNumber;
    private long _bytes;

    /// <summary>How many bytes they take.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<ScheduleOutcome> PutAsync(StoredSchedule schedule, int maxSchedules, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        lock (_gate)
        {
            return ValueTask.FromResult(Put(schedule, maxSchedules));
        }
    }

    /// <inheritdoc/>
    public ValueTask<SchedulePage> ListAsync(string owner, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var start = ScheduleCursor.Parse(cursor);
        lock (_gate)
        {
            var schedules = _byOwner.TryGetValue(owner, out var own) ? own.Entries.Values.Select(static entry => entry.Schedule) : [];
            return ValueTask.FromResult(ScheduleCursor.PageOf(
                [
                    .. schedules.Where(schedule => IsLagging(schedule, start))
                        .OrderBy(static schedule => schedule.DueAt)
                        .ThenBy(static schedule => schedule.Id, StringComparer.Ordinal)
                        .Take(limit + 1),
                ],
                limit));
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string owner, string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var entry = Find(owner, id);
            if (entry is not { IsTaken: false })
            {
                return ValueTask.FromResult(false);
            }

            Remove(entry);
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LeasedSchedule>> LeaseDueAsync(ScheduleLease lease, int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ScheduleEntry[] due =
            [
                .. _turns.TakeWhile(entry => entry.NextAt <= lease.Now)
                    .Concat(_turns.Reverse().TakeWhile(entry => entry.NextAt > lease.Latest).Where(static entry => entry.IsTaken))
                    .OrderBy(static entry => entry.Schedule.DueAt)
                    .ThenBy(static entry => entry.Number)
                    .Take(limit),
            ];
            foreach (var entry in due)
            {
                Move(entry, lease.Until, isTaken: true);
            }

            return ValueTask.FromResult<IReadOnlyList<LeasedSchedule>>([.. due.Select(entry => new LeasedSchedule(entry.Schedule, lease.Until))]);
        }
    }

    /// <inheritdoc/>
    public ValueTask FinishAsync(IReadOnlyCollection<LeasedSchedule> done, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(done);
        lock (_gate)
        {
            foreach (var taken in done)
            {
                if (Find(taken.Schedule.Owner, taken.Schedule.Id) is { } entry && entry.Schedule.Revision == taken.Schedule.Revision)
                {
                    Remove(entry);
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DeferAsync(LeasedSchedule taken, DateTimeOffset until, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        lock (_gate)
        {
            if (Find(taken.Schedule.Owner, taken.Schedule.Id) is { IsTaken: true } entry
                && entry.Schedule.Revision == taken.Schedule.Revision && entry.NextAt == taken.Until)
            {
                Move(entry, until, isTaken: false);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> NextAsync(ScheduleLease lease, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var isOverdue = _turns.Reverse().TakeWhile(entry => entry.NextAt > lease.Latest).Any(static entry => entry.IsTaken);
            return ValueTask.FromResult(isOverdue ? lease.Now : _turns.Min?.NextAt);
        }
    }

    private static bool IsLagging(StoredSchedule schedule, ScheduleCursor cursor)
    {
        var time = schedule.DueAt.ToUnixTimeMilliseconds();
        return time > cursor.DueAtMilliseconds || (time == cursor.DueAtMilliseconds && string.CompareOrdinal(schedule.Id, cursor.Id) > 0);
    }

    private ScheduleOutcome Put(StoredSchedule schedule, int max)
    {
        var former = Find(schedule.Owner, schedule.Id);
        if (former is { IsTaken: true })
        {
            return ScheduleOutcome.UnderWay;
        }

        if (!HasRoom(schedule, former, max))
        {
            return ScheduleOutcome.Full;
        }

        if (former is not null)
        {
            Remove(former);
        }

        if (!_byOwner.TryGetValue(schedule.Owner, out var own))
        {
            _byOwner.Add(schedule.Owner, own = new OwnSchedules());
        }

        var entry = new ScheduleEntry(schedule, ++_lastNumber) { NextAt = schedule.DueAt };
        own.Entries.Add(schedule.Id, entry);
        own.Bytes += entry.Bytes;
        _bytes += entry.Bytes;
        _turns.Add(entry);
        return ScheduleOutcome.Kept;
    }

    private bool HasRoom(StoredSchedule schedule, ScheduleEntry? former, int max)
    {
        var (schedules, bytes) = limits();
        var own = _byOwner.GetValueOrDefault(schedule.Owner);
        if (former is null && (_turns.Count >= schedules || (own?.Entries.Count ?? 0) >= max))
        {
            return false;
        }

        var added = ScheduleEntry.SizeOf(schedule) - (former?.Bytes ?? 0);
        if (bytes == 0 || added <= 0)
        {
            return true;
        }

        // Nobody may have more than is left for all others: a few could take everything otherwise.
        return (own?.Bytes ?? 0) + added <= bytes - _bytes;
    }

    private ScheduleEntry? Find(string owner, string id) => _byOwner.TryGetValue(owner, out var own) ? own.Entries.GetValueOrDefault(id) : null;

    private void Remove(ScheduleEntry entry)
    {
        _turns.Remove(entry);
        var own = _byOwner[entry.Schedule.Owner];
        own.Entries.Remove(entry.Schedule.Id);
        own.Bytes -= entry.Bytes;
        _bytes -= entry.Bytes;
        if (own.Entries.Count == 0)
        {
            _byOwner.Remove(entry.Schedule.Owner);
        }
    }

    // The set is in the order of the turns: what changes its turn must leave it meanwhile.
    private void Move(ScheduleEntry entry, DateTimeOffset to, bool isTaken)
    {
        _turns.Remove(entry);
        entry.NextAt = to;
        entry.IsTaken = isTaken;
        _turns.Add(entry);
    }
}

/// <summary>A schedule in memory.</summary>
/// <param name="schedule">The schedule.</param>
/// <param name="number">Its place among those of the same time.</param>
internal sealed class ScheduleEntry(StoredSchedule schedule, long number)
{
    // The entry, its places in the tables of the store, and its revision.
    private const int Overhead = 400;

    public StoredSchedule Schedule => schedule;

    /// <summary>What it takes in memory.</summary>
    public int Bytes { get; } = SizeOf(schedule);

    public long Number => number;

    /// <summary>When it may next be taken: its time, the end of its lease, or until when it was put off.</summary>
    public DateTimeOffset NextAt { get; set; }

    /// <summary>Whether somebody is carrying it out.</summary>
    public bool IsTaken { get; set; }

    /// <summary>What a schedule takes in memory.</summary>
    public static int SizeOf(StoredSchedule schedule) => Overhead + PublicationSize.OfName(schedule.Id) + PublicationSize.Of(schedule.Body);
}

/// <summary>The schedules of one owner, by their names.</summary>
internal sealed class OwnSchedules
{
    public Dictionary<string, ScheduleEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>What they take in memory.</summary>
    public long Bytes { get; set; }
}
