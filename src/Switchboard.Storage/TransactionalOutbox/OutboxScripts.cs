using System.Reflection;

namespace Switchboard.Storage.TransactionalOutbox;

/// <summary>The statements that make the tables of an outbox, or bring them up to date.</summary>
internal static class OutboxScripts
{
    /// <summary>The version of the tables that this program knows.</summary>
    public const int Version = 1;

    /// <summary>For PostgreSQL.</summary>
    /// <param name="schema">The schema, a plain identifier.</param>
    public static string PostgreSql(string schema) => Read("postgresql.sql", schema);

    /// <summary>For SQLite.</summary>
    /// <param name="prefix">What the names of the tables begin with.</param>
    public static string Sqlite(string prefix) => Read("sqlite.sql", prefix);

    private static string Read(string file, string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"outbox/{file}")!);
        return reader.ReadToEnd().Replace("{schema}", $"\"{name}\"", StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal);
    }
}
