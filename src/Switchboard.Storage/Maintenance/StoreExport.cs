using System.Data.Common;
using System.Text.Json;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Audit;
using Switchboard.Storage.Calls;
using Switchboard.Storage.Inboxes;
using Switchboard.Storage.Jobs;
using Switchboard.Storage.Outbox;
using Switchboard.Storage.Records;
using Switchboard.Storage.Schedules;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Maintenance;

/// <summary>Writes a store as lines of JSON, from which either database can be filled. The state is that of one moment; the server may run meanwhile.</summary>
internal static class StoreExport
{
    /// <summary>Writes everything.</summary>
    public static async Task<StoreCounts> WriteAsync(StoreDatabase database, Stream output, CancellationToken cancellationToken)
    {
        var writer = new ExportWriter(output);
        await database.ReadSnapshotAsync(
            async connection =>
            {
                writer.Write(new ExportLine { Format = ExportLine.FormatName, Version = ExportLine.FormatVersion });
                await WriteStreamsAsync(connection, writer);
                await WriteInboxesAsync(connection, writer);
                await WriteSchedulesAsync(connection, writer);
                await WriteJobsAsync(connection, writer);
                await WriteCallsAsync(connection, writer);
                await WriteOutboxAsync(connection, writer);
                await WriteRecordsAsync(connection, writer);
                await WriteAuditAsync(connection, writer);
                writer.Write(new ExportLine { End = writer.Counts });
                await output.FlushAsync(cancellationToken);
            },
            cancellationToken);
        return writer.Counts;
    }

    private static async Task WriteStreamsAsync(DbConnection connection, ExportWriter writer)
    {
        foreach (var name in await connection.QueryRowsAsync<string>("SELECT name FROM durable_namespace ORDER BY name"))
        {
            writer.Write(new ExportLine { Namespace = name });
        }

        var after = 0L;
        while (await NextAsync<StreamRow>(connection, $"SELECT {StreamSql.StreamColumns} FROM stream", after) is { } stream)
        {
            after = stream.Id;
            await WriteAsync(connection, stream, writer);
        }
    }

    private static async Task WriteAsync(DbConnection connection, StreamRow stream, ExportWriter writer)
    {
        writer.Write(new ExportLine { Stream = ExportedStream.From(stream) });
        await using (var reader = await connection.ExecuteReaderAsync(
            $"SELECT {StreamSql.PublicationColumns}, kept_until FROM publication WHERE stream_id = @Id AND number > @Floor ORDER BY number", new { stream.Id, stream.Floor }))
        {
            while (await reader.ReadAsync())
            {
                var row = PublicationRow.Read(reader);
                row.KeptUntil = reader.GetInt64(9);
                writer.Write(new ExportLine { Publication = ExportedPublication.From(row, stream.Base) });
            }
        }

        await foreach (var entry in connection.StreamRowsAsync<ExportedEntry>(
            $"SELECT {ExportedEntry.Columns} FROM map_entry WHERE stream_id = @Id AND base = @Base AND @Entries > 0 ORDER BY entry_key", stream))
        {
            writer.Write(new ExportLine { Entry = entry });
        }

        await WriteWholesAsync(connection, stream, writer);
        await using var keys = await connection.ExecuteReaderAsync(
            "SELECT idempotency_key, number, kept_until FROM idempotency_key WHERE stream_id = @Id AND number > @Base", new { stream.Id, stream.Base });
        while (await keys.ReadAsync())
        {
            writer.Write(new ExportLine { Key = new ExportedKey(keys.GetFieldValue<byte[]>(0), keys.GetInt64(1) - stream.Base, keys.GetInt64(2)) });
        }
    }

    private static async Task WriteWholesAsync(DbConnection connection, StreamRow stream, ExportWriter writer)
    {
        var wholes = await connection.QueryRowsAsync<ExportedWhole>(
            $"SELECT {ExportedWhole.Columns} FROM whole WHERE stream_id = @Id AND created > @WholesFrom ORDER BY created", new { stream.Id, stream.WholesFrom });
        foreach (var whole in wholes)
        {
            var parts = await connection.QueryRowsAsync<byte[]>(
                "SELECT data FROM whole_part WHERE stream_id = @Id AND created = @Offset ORDER BY number", new { stream.Id, whole.Offset });
            var data = WholeData.Wrap(parts.ConvertAll(static part => (ReadOnlyMemory<byte>)part), WholeDataKind.Bytes);
            writer.Write(new ExportLine { Whole = whole with { Offset = whole.Offset - stream.Base, Data = data } });
        }
    }

    private static async Task WriteInboxesAsync(DbConnection connection, ExportWriter writer)
    {
        var after = 0L;
        while (await NextAsync<InboxRow>(connection, InboxSql.SelectInbox, after) is { } inbox)
        {
            after = inbox.Id;
            writer.Write(new ExportLine { Inbox = new ExportedInbox(inbox.Owner, inbox.Last) });
            await foreach (var message in connection.StreamRowsAsync<MessageRow>(InboxSql.AllMessages, new { id = inbox.Id }))
            {
                writer.Write(new ExportLine { Message = ExportedMessage.From(message) });
            }
        }
    }

    private static async Task WriteSchedulesAsync(DbConnection connection, ExportWriter writer)
    {
        await using var reader = await connection.ExecuteReaderAsync($"SELECT {ScheduleRow.Columns} FROM schedule ORDER BY owner, due_at, id");
        while (await reader.ReadAsync())
        {
            var row = ScheduleRow.Read(reader);
            var schedule = new ExportedSchedule(row.Owner, row.Id, row.Revision, row.DueAt.ToUnixTimeMilliseconds(), row.Body.ToArray());
            writer.Write(new ExportLine { Schedule = schedule });
        }
    }

    private static async Task WriteJobsAsync(DbConnection connection, ExportWriter writer)
    {
        await using var reader = await connection.ExecuteReaderAsync(JobSql.All);
        while (await reader.ReadAsync())
        {
            writer.Write(new ExportLine { Job = ExportedJob.From(JobRow.Read(reader)) });
        }
    }

    private static async Task WriteCallsAsync(DbConnection connection, ExportWriter writer)
    {
        await foreach (var call in connection.StreamRowsAsync<ExportedCall>(CallResultSql.All))
        {
            writer.Write(new ExportLine { Call = call });
        }
    }

    private static async Task WriteOutboxAsync(DbConnection connection, ExportWriter writer)
    {
        await using var reader = await connection.ExecuteReaderAsync(OutboxSql.All);
        while (await reader.ReadAsync())
        {
            var row = OutboxRow.Read(reader);
            writer.Write(new ExportLine { Event = new ExportedEvent(row.Target, row.EventId, row.HappenedAt, row.Bytes, row.Head, row.Data.ToArray()) });
        }
    }

    private static async Task WriteRecordsAsync(DbConnection connection, ExportWriter writer)
    {
        await foreach (var row in connection.StreamRowsAsync<RecordRow>(RecordSql.All))
        {
            writer.Write(new ExportLine { Record = new ExportedRecord(row.Kind, row.Id, row.Owner, row.ExpiresAt, row.Body) });
        }
    }

    private static async Task WriteAuditAsync(DbConnection connection, ExportWriter writer)
    {
        await foreach (var row in connection.StreamEntriesAsync(AuditSql.All))
        {
            writer.Write(new ExportLine { Audit = row });
        }

        writer.Write(new ExportLine { AuditChain = await connection.ReadChainAsync(AuditSql.Chain) });
    }

    private static Task<T?> NextAsync<T>(DbConnection connection, string select, long after)
        => connection.QueryRowAsync<T>($"{select} WHERE id > @after ORDER BY id LIMIT 1", new { after });
}

/// <summary>Writes the lines of an export, and counts what is in them.</summary>
internal sealed class ExportWriter(Stream output)
{
    /// <summary>What has been written.</summary>
    public StoreCounts Counts { get; private set; } = new();

    /// <summary>Writes a line.</summary>
    public void Write(ExportLine line)
    {
        JsonSerializer.Serialize(output, line, ExportJsonContext.Default.ExportLine);
        output.WriteByte((byte)'\n');
        Counts = Counts with
        {
            Streams = Counts.Streams + (line.Stream is null ? 0 : 1),
            Publications = Counts.Publications + (line.Publication is null ? 0 : 1),
            Entries = Counts.Entries + (line.Entry is null ? 0 : 1),
            Wholes = Counts.Wholes + (line.Whole is null ? 0 : 1),
            Inboxes = Counts.Inboxes + (line.Inbox is null ? 0 : 1),
            Messages = Counts.Messages + (line.Message is null ? 0 : 1),
            Schedules = Counts.Schedules + (line.Schedule is null ? 0 : 1),
            Jobs = Counts.Jobs + (line.Job is null ? 0 : 1),
            Calls = Counts.Calls + (line.Call is null ? 0 : 1),
            Events = Counts.Events + (line.Event is null ? 0 : 1),
            Records = Counts.Records + (line.Record is null ? 0 : 1),
            AuditEntries = Counts.AuditEntries + (line.Audit is null ? 0 : 1),
        };
    }
}
