using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Jobs;

/// <summary>How many jobs owners have that have not ended, for the limit of their number.</summary>
/// <remarks>
/// A few are counted in each transaction. Many would take too long: their count is remembered for a moment, a second for 100,000, with what
/// is added here. So the limit of an owner who has many may be passed by what other nodes add in that time, and what ends in that time does
/// not make room yet.
/// </remarks>
internal sealed class OpenJobCounts(IJobTables tables, TimeProvider time)
{
    // What is counted each time.
    private const int Few = 1000;

    // How many counts are remembered: they are all counted anew beyond.
    private const int MaxOwners = 10_000;

    // For how many jobs a count is remembered for a millisecond longer: counting takes a few hundredths of the time at most.
    private const int JobsPerMillisecond = 100;

    private readonly Dictionary<string, OpenJobs> _owners = new(StringComparer.Ordinal);

    /// <summary>Counts the jobs of owners, unless it is known how many they are.</summary>
    public async ValueTask LoadAsync(WriteSession session, IEnumerable<string> owners)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var owner in owners)
        {
            if (!_owners.TryGetValue(owner, out var known) || !known.IsFresh(now))
            {
                unknown.Add(owner);
            }
        }

        if (unknown.Count == 0)
        {
            return;
        }

        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await tables.CountOpenAsync(session, unknown, counts);
        foreach (var owner in unknown)
        {
            _owners[owner] = new OpenJobs(counts.GetValueOrDefault(owner), now);
        }
    }

    /// <summary>Counts one more. False where there would be too many.</summary>
    public bool TryTake(string owner, int max)
    {
        var jobs = _owners[owner];
        if (jobs.Count >= max)
        {
            return false;
        }

        jobs.Count++;
        return true;
    }

    /// <summary>Counts one less.</summary>
    public void Return(string owner) => _owners[owner].Count--;

    /// <summary>Forgets what is counted each time.</summary>
    public void Trim()
    {
        foreach (var (owner, jobs) in _owners)
        {
            if (jobs.Count < Few || _owners.Count > MaxOwners)
            {
                _owners.Remove(owner);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => _owners.Clear();

    /// <summary>The jobs of an owner.</summary>
    private sealed class OpenJobs(long count, long countedAt)
    {
        public long Count { get; set; } = count;

        /// <summary>Whether the count can still be used. A clock that was set back ends it as well.</summary>
        public bool IsFresh(long now) => now >= countedAt && now - countedAt < Count / JobsPerMillisecond;
    }
}
