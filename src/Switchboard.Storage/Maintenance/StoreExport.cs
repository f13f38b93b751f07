using System.Data.Common;
using System.Text.Json;
using Dapper;
using Switchboard.Storage.Sql;
using Switchboard.Storage.Streams;

namespace Switchboard.Storage.Maintenance;

/// <summary>Writes a store as lines of JSON, from which either database can be filled. The state is that of one moment; the server may run meanwhile.</summary>
internal static class StoreExport
{
    /// <summary>Writes everything.</summary>
    public static async Task<StoreCounts> WriteAsync(StoreDatabase database, Stream output, CancellationToken cancellationToken)
    {
        var counts = new StoreCounts(0, 0);
        await database.ReadSnapshotAsync(async connection => counts = await WriteAsync(connection, output), cancellationToken);
        return counts;
    }

    private static async Task<StoreCounts> WriteAsync(DbConnection connection, Stream output)
    {
        WriteLine(output, new ExportLine { Format = ExportLine.FormatName, Version = ExportLine.FormatVersion });
        foreach (var name in await connection.QueryAsync<string>("SELECT name FROM durable_namespace ORDER BY name"))
        {
            WriteLine(output, new ExportLine { Namespace = name });
        }

        var (streams, publications, after) = (0L, 0L, 0L);
        while (await NextAsync(connection, after) is { } stream)
        {
            after = stream.Id;
            streams++;
            publications += await WriteAsync(connection, stream, output);
        }

        WriteLine(output, new ExportLine { End = new ExportedCounts(streams, publications) });
        await output.FlushAsync();
        return new StoreCounts(streams, publications);
    }

    private static Task<StreamRow?> NextAsync(DbConnection connection, long after) => connection.QueryFirstOrDefaultAsync<StreamRow>(
        $"SELECT {StreamSql.StreamColumns} FROM stream WHERE id > @after ORDER BY id LIMIT 1", new { after });

    private static async Task<long> WriteAsync(DbConnection connection, StreamRow stream, Stream output)
    {
        WriteLine(output, new ExportLine { Stream = ExportedStream.From(stream) });
        var count = 0L;
        await using (var reader = await connection.ExecuteReaderAsync(
            $"SELECT {StreamSql.PublicationColumns}, kept_until FROM publication WHERE stream_id = @Id AND number > @Floor ORDER BY number", new { stream.Id, stream.Floor }))
        {
            while (await reader.ReadAsync())
            {
                var row = PublicationReading.Read(reader);
                row.KeptUntil = reader.GetInt64(6);
                WriteLine(output, new ExportLine { Publication = ExportedPublication.From(row, stream.Base) });
                count++;
            }
        }

        await using var keys = await connection.ExecuteReaderAsync(
            "SELECT idempotency_key, number, kept_until FROM idempotency_key WHERE stream_id = @Id AND number > @Base", new { stream.Id, stream.Base });
        while (await keys.ReadAsync())
        {
            WriteLine(output, new ExportLine { Key = new ExportedKey(keys.GetFieldValue<byte[]>(0), keys.GetInt64(1) - stream.Base, keys.GetInt64(2)) });
        }

        return count;
    }

    private static void WriteLine(Stream output, ExportLine line)
    {
        JsonSerializer.Serialize(output, line, ExportJsonContext.Default.ExportLine);
        output.WriteByte((byte)'\n');
    }
}
