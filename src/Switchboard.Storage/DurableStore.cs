using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Switchboard.Storage.Calls;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Inboxes;
using Switchboard.Storage.Maintenance;
using Switchboard.Storage.Schedules;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage;

/// <summary>One durable store with everything that it keeps. Each kind of table has a part of its own; all share the database and its one writer.</summary>
internal sealed class DurableStore : IAsyncDisposable
{
    private readonly StoreDatabase _database;
    private readonly StreamSweep _sweep;
    private readonly InboxSweep _inboxSweep;
    private readonly CallResultSweep _resultSweep;
    private readonly ILogger _logger;

    public DurableStore(StoreDatabase database, StoreOptions options, TimeProvider time, IMeterFactory meters, ILogger logger)
    {
        _database = database;
        _logger = logger;
        SweepInterval = options.SweepInterval;
        var rows = database.CreateStreamRows();
        var held = new HeldNamespaces();
        var limits = new CommitLimits(options.QueuedWrites, options.QueuedBytes, options.GroupWrites, options.RetryInterval);
        Commits = new CommitQueue(database, limits, session => ApplyAsync(held, rows, session), Health, new StoreMetrics(meters, Health), time, logger);
        _sweep = new StreamSweep(rows, database.Dialect, time);
        Streams = new DurableStreamStore(database, Commits, new DurableStreamWriter(rows, time), held, new NamespaceWriter(held, rows), Health, time);
        _inboxSweep = new InboxSweep(database.Dialect, time);
        Inboxes = new DurableInboxStore(database, Commits, time);
        Schedules = new DurableScheduleStore(database, Commits, Health);
        _resultSweep = new CallResultSweep(time);
        CallResults = new DurableCallResultStore(Commits, time);
    }

    /// <summary>The one way of writing.</summary>
    public CommitQueue Commits { get; }

    /// <summary>Whether it can be written to.</summary>
    public StoreHealth Health { get; } = new();

    /// <summary>The streams of durable channels.</summary>
    public DurableStreamStore Streams { get; }

    /// <summary>The inboxes of users.</summary>
    public DurableInboxStore Inboxes { get; }

    /// <summary>What is to happen at a later time.</summary>
    public DurableScheduleStore Schedules { get; }

    /// <summary>What calls with idempotency keys came to.</summary>
    public DurableCallResultStore CallResults { get; }

    /// <summary>The time between calls of <see cref="SweepAsync"/>.</summary>
    public TimeSpan SweepInterval { get; }

    /// <summary>Opens it. A database that is away is waited for in the background.</summary>
    /// <exception cref="StoreFormatException">It is not one that this program can use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Commits.StartAsync(cancellationToken);
        if (Health.IsAvailable)
        {
            StoreLog.Opened(_logger, _database.Description);
        }
    }

    /// <summary>Removes what retention has given up, in portions.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        while (Health.IsAvailable && await Commits.SubmitAsync(new SweepWrite(_sweep), cancellationToken))
        {
            // There is more; what arrived meanwhile shares the commit with it.
        }

        while (Health.IsAvailable && await Commits.SubmitAsync(new InboxSweepWrite(_inboxSweep), cancellationToken))
        {
            // As above.
        }

        while (Health.IsAvailable && await Commits.SubmitAsync(new CallResultSweepWrite(_resultSweep), cancellationToken))
        {
            // As above.
        }
    }

    /// <summary>Reads, beside the writer.</summary>
    public ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken) => _database.ReadAsync(read, cancellationToken);

    /// <summary>Looks for damage.</summary>
    public Task<IReadOnlyList<StoreProblem>> CheckAsync(CancellationToken cancellationToken) => StoreCheck.FindAsync(_database, cancellationToken);

    /// <summary>Writes everything as lines of JSON.</summary>
    public Task<StoreCounts> ExportAsync(Stream output, CancellationToken cancellationToken) => StoreExport.WriteAsync(_database, output, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Commits.DisposeAsync();
        await _database.DisposeAsync();
    }

    // What is remembered of the rows may be older than what the namespaces' change has made of them.
    private static async ValueTask ApplyAsync(HeldNamespaces held, IStreamRows rows, WriteSession session)
    {
        await held.ApplyAsync(session);
        rows.Reset();
    }
}
