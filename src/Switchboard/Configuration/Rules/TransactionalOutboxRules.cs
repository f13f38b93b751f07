namespace Switchboard.Configuration.Rules;

/// <summary>What holds for transactional outboxes.</summary>
internal static class TransactionalOutboxRules
{
    private const int MaxNameLength = 64;
    private const int MaxSchemaLength = 40;

    /// <summary>Outboxes can be told apart, from event sources, too, and each says where its database is.</summary>
    public static IEnumerable<ConfigurationProblem> Outboxes(SwitchboardOptions options)
    {
        var names = new HashSet<string>(options.EventSources.Select(static source => source.Name), StringComparer.Ordinal);
        return options.Outboxes.Index().SelectMany(entry => Of(entry.Item, $"outboxes[{entry.Index}]", names.Add(entry.Item.Name)));
    }

    /// <summary>Says why an outbox cannot be in a schema, and what to do; null where it can.</summary>
    public static (string Problem, string Remedy)? FindSchemaProblem(OutboxDatabase type, string schema) => schema switch
    {
        _ when !IsIdentifier(schema)
            => ("is no name of a schema", $"Write up to {MaxSchemaLength} letters of a to z, digits and '_', and no digit at the beginning, such as \"switchboard\"."),
        "public" or "information_schema" when type == OutboxDatabase.PostgreSql
            => ($"is \"{schema}\", which is not the outbox's alone", "Give the outbox a schema of its own, such as \"switchboard\": its functions are nobody's to call unless granted."),
        _ when type == OutboxDatabase.PostgreSql && schema.StartsWith("pg_", StringComparison.Ordinal)
            => ("begins with \"pg_\", which PostgreSQL keeps for itself", "Write another, such as \"switchboard\"."),
        _ when type == OutboxDatabase.Sqlite && $"{schema}_".StartsWith("sqlite_", StringComparison.Ordinal)
            => ("begins with \"sqlite\": names of tables that begin with \"sqlite_\" are SQLite's own", "Write another, such as \"switchboard\"."),
        _ => null,
    };

    private static IEnumerable<ConfigurationProblem> Of(TransactionalOutboxOptions outbox, string path, bool isNew)
    {
        if (!isNew || !PlainNames.IsOne(outbox.Name, MaxNameLength))
        {
            yield return new ConfigurationProblem(
                $"{path}.name",
                outbox.Name.Length == 0 ? "is missing" : isNew ? "is no name" : "is that of an earlier outbox, or of an event source",
                $"Give each outbox a name of its own: up to {MaxNameLength} letters, digits, '_', '.' and '-'.");
        }

        if (FindSchemaProblem(outbox.Type, outbox.Schema) is var (problem, remedy))
        {
            yield return new ConfigurationProblem($"{path}.schema", problem, remedy);
        }

        foreach (var found in outbox.Type == OutboxDatabase.Sqlite ? OfSqlite(outbox, path) : OfPostgreSql(outbox, path))
        {
            yield return found;
        }
    }

    private static IEnumerable<ConfigurationProblem> OfSqlite(TransactionalOutboxOptions outbox, string path)
    {
        if (outbox.Path.Length == 0)
        {
            yield return new ConfigurationProblem($"{path}.path", "is missing, and type is \"sqlite\"", "Name the application's file, such as \"data/shop.db\".");
        }

        if (outbox.ConnectionString.Length > 0 || outbox.ConnectionStringFile.Length > 0)
        {
            yield return new ConfigurationProblem($"{path}.connectionString", "or connectionStringFile is given, and type is \"sqlite\": it is for PostgreSQL alone", "Take it out, or correct type.");
        }
    }

    private static IEnumerable<ConfigurationProblem> OfPostgreSql(TransactionalOutboxOptions outbox, string path)
    {
        if (outbox.Path.Length > 0)
        {
            yield return new ConfigurationProblem($"{path}.path", "is given, and type is \"postgreSql\": it is for SQLite alone", "Take it out, or correct type.");
        }

        if (outbox.ConnectionStringFile.Length > 0 && !File.Exists(outbox.ConnectionStringFile))
        {
            yield return new ConfigurationProblem(
                $"{path}.connectionStringFile", $"names {SafeText.OfPath(outbox.ConnectionStringFile)}, where there is no file that can be read", "Correct the path, or let the server's user read it.");
        }

        if ((outbox.ConnectionString.Length > 0) == (outbox.ConnectionStringFile.Length > 0))
        {
            yield return new ConfigurationProblem(
                $"{path}.connectionString",
                outbox.ConnectionString.Length > 0 ? "is given, and connectionStringFile as well" : "is missing, and connectionStringFile as well",
                "Give one of connectionString and connectionStringFile, such as \"Host=db;Username=switchboard;Database=shop\".");
        }
    }

    // Quoted or not, it is the same name.
    private static bool IsIdentifier(string text)
        => text.Length is > 0 and <= MaxSchemaLength && !char.IsAsciiDigit(text[0]) && text.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '_');
}
