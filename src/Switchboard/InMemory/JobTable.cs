using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Jobs in memory, found by whatever they are asked for by. Not safe for several threads.</summary>
internal sealed class JobTable
{
    private static readonly Comparer<JobEntry> _byId = Comparer<JobEntry>.Create(static (a, b) => string.CompareOrdinal(a.Job.Id, b.Job.Id));

    private static readonly Comparer<JobEntry> _byTime = Comparer<JobEntry>.Create(static (a, b) =>
        a.Job.NextAt != b.Job.NextAt ? a.Job.NextAt.CompareTo(b.Job.NextAt) : string.CompareOrdinal(a.Job.Id, b.Job.Id));

    private static readonly Comparer<JobEntry> _byExpiry = Comparer<JobEntry>.Create(static (a, b) =>
        a.Job.ExpiresAt != b.Job.ExpiresAt ? Nullable.Compare(a.Job.ExpiresAt, b.Job.ExpiresAt) : string.CompareOrdinal(a.Job.Id, b.Job.Id));

    private static readonly Comparer<JobEntry> _byPriority = Comparer<JobEntry>.Create(static (a, b) =>
        a.Job.Priority != b.Job.Priority ? b.Job.Priority.CompareTo(a.Job.Priority) : _byTime.Compare(a, b));

    private readonly Dictionary<string, JobEntry> _all = new(StringComparer.Ordinal);
    private readonly SortedSet<JobEntry> _ids = new(_byId);
    private readonly Dictionary<string, OwnJobs> _byOwner = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<JobEntry>> _queues = new(StringComparer.Ordinal);

    /// <summary>How many there are.</summary>
    public int Count => _all.Count;

    /// <summary>What they take in memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>Those whose time has not come, by their times.</summary>
    public SortedSet<JobEntry> Waiting { get; } = new(_byTime);

    /// <summary>Those that somebody decides about when their time has come, by their times.</summary>
    public SortedSet<JobEntry> Overdue { get; } = new(_byTime);

    /// <summary>Those that nobody has, and that expire, by when they do.</summary>
    public SortedSet<JobEntry> Expiring { get; } = new(_byExpiry);

    /// <summary>Those that are forgotten when their time has come, by their times.</summary>
    public SortedSet<JobEntry> Over { get; } = new(_byTime);

    /// <summary>Those in a queue, in their order.</summary>
    public IEnumerable<JobEntry> Ready(string queue) => _queues.TryGetValue(queue, out var jobs) ? jobs : [];

    /// <summary>How many are in queues.</summary>
    public IReadOnlyDictionary<string, long> CountReady() => _queues.ToDictionary(static queue => queue.Key, static queue => (long)queue.Value.Count, StringComparer.Ordinal);

    /// <summary>How many jobs of an owner have not ended.</summary>
    public int CountOpen(string owner) => _byOwner.TryGetValue(owner, out var own) ? own.Open : 0;

    /// <summary>A job; null where there is none.</summary>
    public JobEntry? Find(string id) => _all.GetValueOrDefault(id);

    /// <summary>The job of an owner and key; null where there is none.</summary>
    public JobEntry? Find(string owner, string? key) => key is not null && _byOwner.TryGetValue(owner, out var own) ? own.ByKey.GetValueOrDefault(key) : null;

    /// <summary>Jobs from the greatest id on.</summary>
    /// <param name="owner">Whose; null for everybody's.</param>
    /// <param name="before">Only those with smaller ids; null for all.</param>
    public IEnumerable<JobEntry> Backwards(string? owner, string? before)
    {
        var jobs = owner is null ? _ids : _byOwner.GetValueOrDefault(owner)?.Ids;
        if (jobs?.Min is not { } first)
        {
            return [];
        }

        if (before is null)
        {
            return jobs.Reverse();
        }

        var end = JobEntry.Bound(before);
        return _byId.Compare(first, end) < 0 ? jobs.GetViewBetween(first, end).Reverse().Where(entry => entry.Job.Id != before) : [];
    }

    /// <summary>Takes one in.</summary>
    public void Add(JobEntry entry)
    {
        var job = entry.Job;
        _all.Add(job.Id, entry);
        _ids.Add(entry);
        if (!_byOwner.TryGetValue(job.Owner, out var own))
        {
            _byOwner.Add(job.Owner, own = new OwnJobs(_byId));
        }

        own.Ids.Add(entry);
        if (job.IdempotencyKey is { } key)
        {
            own.ByKey.Add(key, entry);
        }

        Place(entry, own);
    }

    /// <summary>Changes one. The sets are ordered by what changes: it must leave them meanwhile.</summary>
    public void Change(JobEntry entry, StoredJob job)
    {
        var own = _byOwner[job.Owner];
        Displace(entry, own);
        entry.Set(job);
        Place(entry, own);
    }

    /// <summary>Forgets one.</summary>
    public void Remove(JobEntry entry)
    {
        var job = entry.Job;
        var own = _byOwner[job.Owner];
        Displace(entry, own);
        _all.Remove(job.Id);
        _ids.Remove(entry);
        own.Ids.Remove(entry);
        if (job.IdempotencyKey is { } key)
        {
            own.ByKey.Remove(key);
        }

        if (own.Ids.Count == 0)
        {
            _byOwner.Remove(job.Owner);
        }
    }

    private void Place(JobEntry entry, OwnJobs own)
    {
        Bytes += entry.Bytes;
        own.Open += entry.IsOpen ? 1 : 0;
        PlaceOf(entry.Job).Add(entry);
        if (entry.IsExpiring)
        {
            Expiring.Add(entry);
        }
    }

    private void Displace(JobEntry entry, OwnJobs own)
    {
        Bytes -= entry.Bytes;
        own.Open -= entry.IsOpen ? 1 : 0;
        var place = PlaceOf(entry.Job);
        place.Remove(entry);
        if (entry.IsExpiring)
        {
            Expiring.Remove(entry);
        }

        if (place.Count == 0 && entry.Job.State == StoredJobState.Ready)
        {
            _queues.Remove(entry.Job.Queue);
        }
    }

    private SortedSet<JobEntry> PlaceOf(StoredJob job) => job.State switch
    {
        StoredJobState.Waiting => Waiting,
        StoredJobState.Ready => QueueOf(job.Queue),
        StoredJobState.Running or StoredJobState.Recurring => Overdue,
        _ => job.IsUntold ? Overdue : Over,
    };

    private SortedSet<JobEntry> QueueOf(string queue)
    {
        if (!_queues.TryGetValue(queue, out var jobs))
        {
            _queues.Add(queue, jobs = new SortedSet<JobEntry>(_byPriority));
        }

        return jobs;
    }
}

/// <summary>A job in memory.</summary>
internal sealed class JobEntry
{
    // The job, its places in the tables of the store, and its short texts.
    private const int Overhead = 900;

    public JobEntry(StoredJob job)
    {
        Job = null!;
        Set(job);
    }

    /// <summary>The job as it is now.</summary>
    public StoredJob Job { get; private set; }

    /// <summary>What it takes in memory.</summary>
    public int Bytes { get; private set; }

    /// <summary>Whether it has not ended.</summary>
    public bool IsOpen => Job.State < StoredJobState.Done;

    /// <summary>Whether nobody has it, and it expires.</summary>
    public bool IsExpiring => Job is { State: StoredJobState.Waiting or StoredJobState.Ready, ExpiresAt: not null };

    /// <summary>Stands for an id in comparisons.</summary>
    public static JobEntry Bound(string id) => new(new StoredJob(id, "", "") { Queue = "", State = StoredJobState.Waiting, NextAt = default, CreatedAt = default, Body = default });

    /// <summary>A time as stores keep it.</summary>
    public static DateTimeOffset InMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>Sets it.</summary>
    public void Set(StoredJob job)
    {
        Job = job with { NextAt = InMilliseconds(job.NextAt), ExpiresAt = job.ExpiresAt is { } end ? InMilliseconds(end) : null, CreatedAt = InMilliseconds(job.CreatedAt) };
        Bytes = Overhead + ((job.Owner.Length + job.Queue.Length + (job.IdempotencyKey?.Length ?? 0)) * sizeof(char)) + PublicationSize.Of(job.Body) + PublicationSize.Of(job.Outcome);
    }
}

/// <summary>The jobs of one owner.</summary>
internal sealed class OwnJobs(IComparer<JobEntry> byId)
{
    /// <summary>All of them.</summary>
    public SortedSet<JobEntry> Ids { get; } = new(byId);

    /// <summary>Those with a key.</summary>
    public Dictionary<string, JobEntry> ByKey { get; } = new(StringComparer.Ordinal);

    /// <summary>How many have not ended.</summary>
    public int Open { get; set; }
}
