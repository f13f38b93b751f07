using System.Text.Json;
using Dapper;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Maintenance;

/// <summary>Fills an empty store from an export: all of it, or nothing.</summary>
internal sealed class StoreImport
{
    private const string InsertStream =
        """
        INSERT INTO stream (channel, epoch, base, last, floor, swept, version, version_epoch, kept_until, position_until, sweep_at)
        VALUES (@Channel, @Epoch, 0, @Top, @Floor, @Floor, @Version, @VersionEpoch, @KeptUntil, @PositionUntil, 0) RETURNING id
        """;

    private const string InsertPublication =
        """
        INSERT INTO publication (stream_id, number, published_at, kept_until, is_json, data, tags, publisher)
        VALUES (@id, @Offset, @PublishedAt, @KeptUntil, @isJson, @Data, @Tags, @Publisher)
        """;

    private const string InsertKey = "INSERT INTO idempotency_key (stream_id, idempotency_key, number, kept_until) VALUES (@id, @Key, @Offset, @KeptUntil)";

    private readonly WriteSession _session;
    private long _streamId;
    private long _streams;
    private long _publications;
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
            return new StoreCounts(import._streams, import._publications);
        }
        catch
        {
            await session.RollbackAsync();
            throw;
        }
    }

    private async Task RequireEmptyAsync()
    {
        if (await _session.Connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM stream", transaction: _session.Transaction) > 0)
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
            throw new StoreFormatException($"Line {number} of the export cannot be read.", exception);
        }
    }

    private Task TakeAsync(ExportLine line, int number) => line switch
    {
        { Format: not null } => Task.CompletedTask,
        { Namespace: { } name } => ExecuteAsync("INSERT INTO durable_namespace (name) VALUES (@name) ON CONFLICT (name) DO NOTHING", new { name }),
        { Stream: { } stream } => BeginAsync(stream),
        { Publication: { } row } when _streamId > 0 => AddAsync(row),
        { Key: { } key } when _streamId > 0 => ExecuteAsync(InsertKey, new { id = _streamId, key.Key, key.Offset, key.KeptUntil }),
        { End: { } end } when (end.Streams, end.Publications) == (_streams, _publications) => EndAsync(),
        _ => throw new StoreFormatException($"Line {number} of the export does not belong there."),
    };

    private async Task BeginAsync(ExportedStream stream)
    {
        _streams++;
        _streamId = await _session.Connection.ExecuteScalarAsync<long>(InsertStream, stream, _session.Transaction);
    }

    private Task<int> AddAsync(ExportedPublication row)
    {
        _publications++;
        return ExecuteAsync(
            InsertPublication,
            new { id = _streamId, row.Offset, row.PublishedAt, row.KeptUntil, isJson = row.IsJson ? 1L : 0L, row.Data, row.Tags, row.Publisher });
    }

    private Task EndAsync()
    {
        _isWhole = true;
        return Task.CompletedTask;
    }

    private Task<int> ExecuteAsync(string sql, object parameters) => _session.Connection.ExecuteAsync(sql, parameters, _session.Transaction);
}
