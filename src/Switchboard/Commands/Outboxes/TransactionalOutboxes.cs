using System.Data.Common;
using Switchboard.Configuration;
using Switchboard.Configuration.Model;
using Switchboard.Extensibility;

namespace Switchboard.Commands.Outboxes;

/// <summary>The transactional outboxes that the options name. Made when they are first asked for.</summary>
internal sealed class TransactionalOutboxes(IEnumerable<ITransactionalOutboxFactory> factories, SettingsHolder settings)
{
    private readonly Lazy<IReadOnlyList<OutboxEntry>> _all = new(() => [.. settings.Current.Outboxes.Select((options, index) => Create(factories, options, index))]);

    /// <summary>All, in the order of the options.</summary>
    /// <exception cref="InvalidOperationException">Nothing makes one of them.</exception>
    public IReadOnlyList<OutboxEntry> All => _all.Value;

    /// <summary>The outbox of a name; null where there is none.</summary>
    public OutboxEntry? Find(string? name) => All.FirstOrDefault(entry => entry.Options.Name == name);

    /// <summary>The outbox that a transaction writes into.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    public ITransactionalOutbox Of(DbTransaction transaction)
    {
        if (transaction.Connection is not { } connection)
        {
            throw new InvalidOperationException("The transaction is completed: it was committed, rolled back or disposed of.");
        }

        var fit = All.Where(entry => entry.Outbox.Takes(transaction)).ToList();

        // Only the names of its tables matter: the transaction knows its database.
        return fit.Select(static entry => entry.Options.Schema).Distinct(StringComparer.Ordinal).Count() switch
        {
            1 => fit[0].Outbox,
            0 => throw new InvalidOperationException(
                $"No outbox takes a transaction of {connection.GetType().FullName}: outboxes has none of its type. PostgreSQL is used by Npgsql, SQLite by Microsoft.Data.Sqlite."),
            _ => throw new InvalidOperationException($"Several outboxes, of different schemas, take a transaction of {connection.GetType().FullName}. Give outboxes of one type the same schema."),
        };
    }

    private static OutboxEntry Create(IEnumerable<ITransactionalOutboxFactory> factories, TransactionalOutboxOptions options, int index)
    {
        var type = OptionNames.Of($"{options.Type}");
        var factory = factories.FirstOrDefault(candidate => candidate.Type == type)
            ?? throw new InvalidOperationException($"outboxes[{index}].type is \"{type}\", and nothing reads it: add UseTransactionalOutboxes() of Switchboard.Storage behind AddSwitchboard().");
        return new OutboxEntry(options, factory.Create(DefinitionOf(options)));
    }

    private static TransactionalOutboxDefinition DefinitionOf(TransactionalOutboxOptions options) => new(options.Name)
    {
        Connection = options.Type == OutboxDatabase.Sqlite ? options.Path : options.ConnectionStringFile.Length > 0 ? File.ReadAllText(options.ConnectionStringFile).Trim() : options.ConnectionString,
        Schema = options.Schema,
        Create = options.Create,
        PollInterval = TimeSpan.FromMilliseconds(options.PollMilliseconds),
        BatchRows = options.BatchRows,
        BatchBytes = options.BatchBytes,
        MaxRefused = options.MaxRefused,
        RefusedAge = TimeSpan.FromSeconds(options.RefusedAgeSeconds),
    };
}

/// <summary>An outbox, and how it is at present.</summary>
/// <param name="Options">What the options say.</param>
/// <param name="Outbox">The outbox.</param>
internal sealed record OutboxEntry(TransactionalOutboxOptions Options, ITransactionalOutbox Outbox)
{
    /// <summary>Tells how its reader is.</summary>
    public Func<OutboxReading> Reading { get; set; } = static () => new OutboxReading(Problem: null, IsStandingBy: false, 0) { IsStarting = true };
}

/// <summary>How a reader is.</summary>
/// <param name="Problem">Why nothing is read; null where there is no reason.</param>
/// <param name="IsStandingBy">Whether another node reads.</param>
/// <param name="Published">How many rows this node has published since it started.</param>
internal readonly record struct OutboxReading(string? Problem, bool IsStandingBy, long Published)
{
    /// <summary>Whether its node has just started, and nobody knows yet.</summary>
    public bool IsStarting { get; init; }
}
