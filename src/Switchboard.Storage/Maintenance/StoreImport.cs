using System.Text.Json;
using Dapper;
using Switchboard.Storage.Audit;
using Switchboard.Storage.Calls;
using Switchboard.Storage.Inboxes;
using Switchboard.Storage.Jobs;
using Switchboard.Storage.Records;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Maintenance;

/// <summary>Fills an empty store from an export: all of it, or nothing.</summary>
internal sealed class StoreImport
{
    private const string InsertStream =
        """
        INSERT INTO stream (channel, epoch, base, last, floor, swept, version, version_epoch, kept_until, position_until, sweep_at, appended_at, keys_until, entries)
        VALUES (@Channel, @Epoch, 0, @Top, @Floor, @Floor, @Version, @VersionEpoch, @KeptUntil, @PositionUntil, 0, @AppendedAt, @KeysUntil, @Entries) RETURNING id
        """;

    private const string InsertPublication =
        """
        INSERT INTO publication (stream_id, number, published_at, kept_until, is_json, data, tags, publisher, entry_key, is_removal, score)
        VALUES (@id, @Offset, @PublishedAt, @KeptUntil, @isJson, @Data, @Tags, @Publisher, @EntryKey, @isRemoval, @Score)
        """;

    private const string InsertEntry =
        """
        INSERT INTO map_entry (stream_id, base, entry_key, number, score, version, version_epoch, expires_at, published_at, is_json, tags, publisher, data)
        VALUES (@id, 0, @Key, @Offset, @Score, @Version, @VersionEpoch, @ExpiresAt, @PublishedAt, @IsJson, @Tags, @Publisher, @Data)
        """;

    private const string InsertKey = "INSERT INTO idempotency_key (stream_id, idempotency_key, number, kept_until) VALUES (@id, @Key, @Offset, @KeptUntil)";

    private const string InsertSchedule =
        "INSERT INTO schedule (owner, id, revision, due_at, next_at, is_taken, body) VALUES (@Owner, @Id, @Revision, @DueAt, @DueAt, 0, @Body)";

    private const string InsertEvent =
        "INSERT INTO outbox_event (target, event_id, happened_at, bytes, head, data) VALUES (@Target, @EventId, @HappenedAt, @Bytes, @Head, @Data)";

    private readonly WriteSession _session;
    private long _streamId;
    private InboxRow? _inbox;
    private StoreCounts _counts = new();
    private bool _isWhole;

    private StoreImport(WriteSession session) => _session = session;

    /// <summary>Reads an export.</summary>
    /// <exception cref="StoreFormatException">The store is not empty, or the export not one that this program reads, or cut off.</exception>
    public static async Task<StoreCounts> ReadAsync(StoreDatabase database, TextReader input, CancellationToken cancellationToken)
    {
        await using var session = await database.OpenWriterAsync(cancellationToken);
        await session.BeginAsync(cancellationToken);
        try
        {
            var import = new StoreImport(session);
            await import.RequireEmptyAsync();
            await import.ReadAsync(input, cancellationToken);
            await session.CommitAsync(cancellationToken);
            return import._counts;
        }
        catch
        {
            await session.RollbackAsync();
            throw;
        }
    }

    private async Task RequireEmptyAsync()
    {
        const string Rows = "SELECT (SELECT COUNT(*) FROM stream) + (SELECT COUNT(*) FROM inbox) + (SELECT COUNT(*) FROM schedule) + (SELECT COUNT(*) FROM job) + (SELECT COUNT(*) FROM call_result) + (SELECT COUNT(*) FROM outbox_event) + (SELECT COUNT(*) FROM record) + (SELECT COUNT(*) FROM audit_entry)";
        if (await _session.Connection.ExecuteScalarAsync<long>(Rows, transaction: _session.Transaction) > 0)
        {
            throw new StoreFormatException("The store is not empty. Import into a new one.");
        }
    }

    private async Task ReadAsync(TextReader input, CancellationToken cancellationToken)
    {
        var number = 0;
        while (await input.ReadLineAsync(cancellationToken) is { } text)
        {
            number++;
            var line = Parse(text, number);
            if (number == 1 && (line.Format != ExportLine.FormatName || line.Version != ExportLine.FormatVersion))
            {
                throw new StoreFormatException("This is no export, or one of a newer version.");
            }

            await TakeAsync(line, number);
        }

        if (!_isWhole)
        {
            throw new StoreFormatException("The export was cut off: its last line is missing.");
        }
    }

    private static ExportLine Parse(string text, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(text, ExportJsonContext.Default.ExportLine) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            // Behind it come a path and positions, which count from zero, and within the line.
            throw new StoreFormatException($"Line {number} of the export cannot be read: {exception.Message.Split(" Path: ")[0].TrimEnd('.')}. What `switchboard store export` wrote can.", exception);
        }
    }

    private Task TakeAsync(ExportLine line, int number) => line switch
    {
        { Format: not null } => Task.CompletedTask,
        { Namespace: { } name } => ExecuteAsync("INSERT INTO durable_namespace (name) VALUES (@name) ON CONFLICT (name) DO NOTHING", new { name }),
        { Stream: { } stream } => BeginAsync(stream),
        { Publication: { } row } when _streamId > 0 => AddAsync(row),
        { Entry: { } entry } when _streamId > 0 => AddAsync(entry),
        { Whole: { } whole } when _streamId > 0 => AddAsync(whole),
        { Key: { } key } when _streamId > 0 => ExecuteAsync(InsertKey, new { id = _streamId, key.Key, key.Offset, key.KeptUntil }),
        { Inbox: { } inbox } => BeginAsync(inbox),
        { Message: { } message } when _inbox is not null => AddAsync(message, _inbox),
        { Schedule: { } schedule } => AddAsync(schedule),
        { Job: { } job } => AddAsync(job),
        { Call: { } call } => AddAsync(call),
        { Event: { } happened } => AddAsync(happened),
        { Record: { } record } => AddAsync(record),
        { Audit: { } entry } => AddAsync(entry),
        { AuditChain: { } chain } => ExecuteAsync(AuditSql.UpdateChain, chain),
        { End: { } end } when end == _counts => EndAsync(),
        _ => throw new StoreFormatException($"Line {number} of the export does not belong there."),
    };

    private async Task BeginAsync(ExportedStream stream)
    {
        _counts = _counts with { Streams = _counts.Streams + 1 };
        _streamId = await _session.Connection.ExecuteScalarAsync<long>(InsertStream, stream, _session.Transaction);
    }

    private Task<int> AddAsync(ExportedPublication row)
    {
        _counts = _counts with { Publications = _counts.Publications + 1 };
        return ExecuteAsync(
            InsertPublication,
            new
            {
                id = _streamId,
                row.Offset,
                row.PublishedAt,
                row.KeptUntil,
                isJson = row.IsJson ? 1L : 0L,
                row.Data,
                row.Tags,
                row.Publisher,
                row.EntryKey,
                isRemoval = row.IsRemoval ? 1L : 0L,
                row.Score,
            });
    }

    private Task<int> AddAsync(ExportedEntry row)
    {
        _counts = _counts with { Entries = _counts.Entries + 1 };
        return ExecuteAsync(
            InsertEntry,
            new
            {
                id = _streamId,
                row.Key,
                row.Offset,
                row.Score,
                row.Version,
                row.VersionEpoch,
                row.ExpiresAt,
                row.PublishedAt,
                row.IsJson,
                row.Tags,
                row.Publisher,
                row.Data,
            });
    }

    private async Task AddAsync(ExportedWhole row)
    {
        _counts = _counts with { Wholes = _counts.Wholes + 1 };
        var place = new { streamId = _streamId, row.Offset, row.Id, row.State, row.Kind, row.Size, row.ChangedAt, row.KeptUntil, row.OpenUntil, row.PublishedAt, row.IsJson, row.Tags, row.Publisher };
        await ExecuteAsync(ExportedWhole.Insert, place);
        await ExecuteAsync(WholeTables.InsertPart, new { StreamId = _streamId, Created = row.Offset, number = row.Offset, level = 0L, data = row.Data });
    }

    private async Task BeginAsync(ExportedInbox inbox)
    {
        await CloseInboxAsync();
        _counts = _counts with { Inboxes = _counts.Inboxes + 1 };
        var id = await _session.Connection.ExecuteScalarAsync<long>(
            "INSERT INTO inbox (owner, last, messages, unread) VALUES (@Owner, @Last, 0, 0) RETURNING id", inbox, _session.Transaction);
        _inbox = new InboxRow { Id = id, Owner = inbox.Owner, Last = inbox.Last };
    }

    private async Task AddAsync(ExportedMessage message, InboxRow inbox)
    {
        _counts = _counts with { Messages = _counts.Messages + 1 };
        if (await ExecuteAsync(InboxSql.Insert, message.ToRow(inbox)) == 0)
        {
            throw new StoreFormatException($"The export has the message {message.Id} twice.");
        }

        inbox.Messages += (MessagePlace)message.Place == MessagePlace.Gone ? 0 : 1;
        inbox.Unread += (MessagePlace)message.Place == MessagePlace.Unread ? 1 : 0;
    }

    private Task<int> AddAsync(ExportedSchedule schedule)
    {
        _counts = _counts with { Schedules = _counts.Schedules + 1 };
        return ExecuteAsync(InsertSchedule, schedule);
    }

    private Task<int> AddAsync(ExportedJob job)
    {
        _counts = _counts with { Jobs = _counts.Jobs + 1 };
        return ExecuteAsync(JobSql.Add, job);
    }

    private Task<int> AddAsync(ExportedEvent happened)
    {
        _counts = _counts with { Events = _counts.Events + 1 };
        return ExecuteAsync(InsertEvent, happened);
    }

    private Task<int> AddAsync(ExportedRecord record)
    {
        _counts = _counts with { Records = _counts.Records + 1 };
        return RecordSql.AddAsync(_session, record);
    }

    private Task<int> AddAsync(AuditRow entry)
    {
        _counts = _counts with { AuditEntries = _counts.AuditEntries + 1 };
        return ExecuteAsync(AuditSql.Insert, entry);
    }

    private Task<int> AddAsync(ExportedCall call)
    {
        _counts = _counts with { Calls = _counts.Calls + 1 };
        return ExecuteAsync(CallResultSql.Add, call);
    }

    private async Task CloseInboxAsync()
    {
        if (_inbox is { } inbox)
        {
            await ExecuteAsync(InboxSql.UpdateInbox, inbox);
        }
    }

    private async Task EndAsync()
    {
        await CloseInboxAsync();
        _isWhole = true;
    }

    private Task<int> ExecuteAsync(string sql, object parameters) => _session.Connection.ExecuteAsync(sql, parameters, _session.Transaction);
}
