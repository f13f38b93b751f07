using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Switchboard.Storage.Audit;
using Switchboard.Storage.Calls;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Inboxes;
using Switchboard.Storage.Jobs;
using Switchboard.Storage.Maintenance;
using Switchboard.Storage.Outbox;
using Switchboard.Storage.Records;
using Switchboard.Storage.Schedules;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;
using Switchboard.Storage.Tickets;

namespace Switchboard.Storage;

/// <summary>One durable store with everything that it keeps. Each kind of table has a part of its own; all share the database and its one writer.</summary>
internal sealed class DurableStore : IAsyncDisposable
{
    private readonly StoreDatabase _database;
    private readonly SweepHandler[] _sweeps;
    private readonly ILogger _logger;

    public DurableStore(StoreDatabase database, StoreOptions options, TimeProvider time, IMeterFactory meters, ILogger logger)
    {
        _database = database;
        _logger = logger;
        SweepInterval = options.SweepInterval;
        var dialect = database.Dialect;
        var tables = database.CreateStreamTables();
        var outboxTables = database.CreateOutboxTables();
        var epochs = new StreamEpochs(dialect);
        var durable = new DurableNamespaces(tables);
        var limits = new CommitLimits(options.QueuedWrites, options.QueuedBytes, options.GroupWrites, options.RetryInterval);
        var gate = new StoreGate(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
        Commits = new CommitQueue(database, limits, durable.ApplyAsync, Health, gate, new StoreMetrics(meters, Health), time, logger);
        var reader = new StoreReader(database, Commits, Health, gate);
        var streamReader = new DurableStreamReader(reader, epochs, time);
        var entryReader = new DurableEntryReader(reader, new EntrySql(dialect), epochs, time);
        Streams = new DurableStreamStore(Commits, new StreamWriteHandler(tables, outboxTables, epochs, time), durable, streamReader, entryReader, new DurableWholeReader(reader, dialect, epochs, time), Health);
        var inboxTables = database.CreateInboxTables();
        Inboxes = new DurableInboxStore(inboxTables, dialect, Commits, reader, time);
        Schedules = new DurableScheduleStore(dialect, Commits, reader);
        Jobs = new DurableJobStore(database.CreateJobTables(), dialect, Commits, reader, time);
        CallResults = new DurableCallResultStore(Commits, time);
        Records = new DurableRecordStore(Commits, reader, time);
        Tickets = new DurableTicketStore(Commits, reader, time);
        Audit = new DurableAuditStore(dialect, Commits, reader);
        Outbox = new DurableOutboxStore(outboxTables, Commits, reader);
        _sweeps = [new StreamSweep(tables, dialect, time), new WholeSweep(dialect, time), new InboxSweep(inboxTables, dialect, time), new CallResultSweep(time), new RecordSweep(time), new TicketSweep(time)];
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

    /// <summary>Calls that outlive their connections.</summary>
    public DurableJobStore Jobs { get; }

    /// <summary>What calls with idempotency keys came to.</summary>
    public DurableCallResultStore CallResults { get; }

    /// <summary>Small records by kind and id.</summary>
    public DurableRecordStore Records { get; }

    /// <summary>One-time connection tickets.</summary>
    public DurableTicketStore Tickets { get; }

    /// <summary>The audit.</summary>
    public DurableAuditStore Audit { get; }

    /// <summary>What waits to be sent to event targets.</summary>
    public DurableOutboxStore Outbox { get; }

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

    /// <summary>Removes what retention has given up, in batches.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var sweep in _sweeps)
        {
            while (Health.IsAvailable && await Commits.SubmitAsync(new MaintenanceWrite(sweep), cancellationToken))
            {
                // There is more; what arrived meanwhile shares the commit with it.
            }
        }
    }

    /// <summary>Looks whether the database is as it was opened. What is found is told to all who write.</summary>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Health.IsAvailable)
            {
                await _database.VerifyAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (_database.Classify(exception) == StoreFailure.Damaged)
        {
            Commits.ReportDamage(exception);
        }
        catch (Exception exception) when (_database.Classify(exception) == StoreFailure.Statement && exception is not OperationCanceledException)
        {
            StoreLog.VerifyFailed(_logger, exception, _database.Description);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It is away: the next write, at the latest that of a sweep, finds out.
            return;
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
}
