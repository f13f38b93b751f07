using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>The epochs with which streams begin. They are the same before and after the first publication, and nothing is written for those who only read.</summary>
/// <remarks>
/// Removed streams are counted by a hash of their names, in a table that does not grow with them. Channels with the same hash get a new
/// epoch with each other's removal, where they are empty: who comes back to one is told that it did not recover, which is never wrong.
/// </remarks>
internal sealed class StreamEpochs(SqlDialect dialect)
{
    private const int Places = 1 << 16;
    private const int SecretBytes = 32;

    private readonly string _find = dialect.Translate(
        "SELECT s.secret, g.place, g.generation FROM stream_secret s LEFT JOIN stream_generation g ON g.place {among places}");

    /// <summary>Makes the secret, where there is none yet.</summary>
    public static Task CreateAsync(WriteSession session) => session.Connection.ExecuteAsync(
        "INSERT INTO stream_secret (id, secret) VALUES (1, @secret) ON CONFLICT (id) DO NOTHING",
        new { secret = RandomNumberGenerator.GetBytes(SecretBytes) },
        session.Transaction);

    /// <summary>Makes another secret: whoever was at the beginning of an empty stream is not there any more.</summary>
    public static Task ChangeAsync(WriteSession session) => session.Connection.ExecuteAsync(
        "UPDATE stream_secret SET secret = @secret", new { secret = RandomNumberGenerator.GetBytes(SecretBytes) }, session.Transaction);

    /// <summary>Notes that streams are removed. In the order of their places, so that no two nodes ever deadlock.</summary>
    public static async ValueTask GiveUpAsync(WriteSession session, IEnumerable<string> channels)
    {
        foreach (var place in channels.Select(PlaceOf).Order())
        {
            await session.Connection.ExecuteAsync(
                "INSERT INTO stream_generation (place, generation) VALUES (@place, 1) ON CONFLICT (place) DO UPDATE SET generation = stream_generation.generation + 1",
                new { place },
                session.Transaction);
        }
    }

    /// <summary>The epoch that a stream is about to begin; null where there is no stream.</summary>
    public async ValueTask<string> NextAsync(DbConnection connection, string channel, StreamRow? stream)
    {
        var known = await ReadAsync(connection, null, [channel]);
        return known.Next(channel, stream);
    }

    /// <summary>Tells streams which epochs they are about to begin.</summary>
    public async ValueTask AssignAsync(WriteSession session, IReadOnlyCollection<StreamRow> streams)
    {
        var known = await ReadAsync(session.Connection, session.Transaction, streams.Select(static stream => stream.Channel));
        foreach (var stream in streams)
        {
            stream.Epochs = known;
        }
    }

    private async Task<KnownEpochs> ReadAsync(DbConnection connection, DbTransaction? transaction, IEnumerable<string> channels)
    {
        var generations = new Dictionary<long, long>();
        byte[]? secret = null;
        long[] places = [.. channels.Select(PlaceOf).Distinct()];
        await using var rows = await connection.ExecuteReaderAsync(_find, new { places }, transaction);
        while (await rows.ReadAsync())
        {
            secret ??= rows.GetFieldValue<byte[]>(0);
            if (!rows.IsDBNull(1))
            {
                generations.Add(rows.GetInt64(1), rows.GetInt64(2));
            }
        }

        return new KnownEpochs(secret ?? throw StoreErrors.NotAvailable(), generations);
    }

    /// <summary>The hash of a channel's name.</summary>
    public static long PlaceOf(string channel)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(channel), hash);
        return (hash[0] | (hash[1] << 8)) % Places;
    }
}

/// <summary>What epochs are made of, as the database has it.</summary>
/// <param name="secret">The secret of the store.</param>
/// <param name="generations">How many streams were removed, by the hashes of their names.</param>
internal sealed class KnownEpochs(byte[] secret, Dictionary<long, long> generations)
{
    // No generation of a channel: what follows an epoch that has ended is made of that.
    private const int Following = -1;

    /// <summary>The epoch that a stream is about to begin.</summary>
    public string Next(StreamRow stream) => Next(stream.Channel, stream);

    /// <summary>The epoch that a stream is about to begin; null where there is no stream.</summary>
    public string Next(string channel, StreamRow? stream) => stream is { Epoch.Length: > 0 }
        ? StreamEpoch.Derive(secret, $"{channel}\n{stream.Epoch}", Following)
        : StreamEpoch.Derive(secret, channel, generations.GetValueOrDefault(StreamEpochs.PlaceOf(channel)));
}
