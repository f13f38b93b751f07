using Dapper;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Which namespaces are durable. Those that become so begin their streams anew: what is on disk of them is from before they were kept in memory. It is given up when they leave.</summary>
internal sealed class DurableNamespaces(IStreamTables tables) : WriteHandler
{
    private const string DefaultName = "default";
    private const string Forget = "UPDATE stream SET position_until = 0, entries = 0, floor = last, sweep_at = 0 WHERE ";

    /// <summary>The names that hold from the next opening or <see cref="ApplyAsync"/> on; null before anybody said.</summary>
    public IReadOnlyCollection<string>? Names { get; set; }

    /// <inheritdoc/>
    /// <remarks>What is published into a namespace behind its change must be in its new streams.</remarks>
    public override int Order => -1;

    /// <inheritdoc/>
    public override ValueTask ExecuteAsync(IReadOnlyList<StoreWrite> writes, WriteSession session, CancellationToken cancellationToken) => ApplyAsync(session);

    /// <summary>Compares with what the store was last used for.</summary>
    public async ValueTask ApplyAsync(WriteSession session)
    {
        await StreamEpochs.CreateAsync(session);
        if (Names is { } names)
        {
            await UpdateAsync(session, names);
        }

        // The rows that are cached may be older than what this has made of them.
        tables.Reset();
    }

    /// <inheritdoc/>
    public override void Reset() => tables.Reset();

    private static async ValueTask UpdateAsync(WriteSession session, IReadOnlyCollection<string> names)
    {
        var known = (await session.Connection.QueryRowsAsync<string>("SELECT name FROM durable_namespace", transaction: session.Transaction))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var name in names.Where(name => !known.Contains(name)))
        {
            await ForgetAsync(session, name);
            await ExecuteAsync(session, "INSERT INTO durable_namespace (name) VALUES (@name)", new { name });
        }

        if (names.Any(name => !known.Contains(name)))
        {
            // Those of its channels that have no stream here may have had one elsewhere meanwhile.
            await StreamEpochs.ChangeAsync(session);
        }

        foreach (var name in known.Except(names, StringComparer.Ordinal))
        {
            // Entries that nobody reads any more must not be found when they expire either.
            await ForgetAsync(session, name);
            await ExecuteAsync(session, "DELETE FROM durable_namespace WHERE name = @name", new { name });
        }
    }

    // A namespace's channels begin with its name and a colon, those of the default one have none or begin with a #.
    private static Task<int> ForgetAsync(WriteSession session, string name) => name == DefaultName
        ? ExecuteAsync(session, Forget + "channel NOT LIKE '%:%' OR channel LIKE '#%'", null)
        : ExecuteAsync(session, Forget + "channel >= @from AND channel < @to", new { from = $"{name}:", to = $"{name};" });

    private static Task<int> ExecuteAsync(WriteSession session, string sql, object? parameters)
        => session.Connection.ExecuteAsync(sql, parameters, session.Transaction);
}
