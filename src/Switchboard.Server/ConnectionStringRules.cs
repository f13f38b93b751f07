using Switchboard.Configuration;
using Switchboard.Storage.TransactionalOutbox;

namespace Switchboard.Server;

/// <summary>Connection strings can be read: known to the driver alone.</summary>
internal static class ConnectionStringRules
{
    /// <summary>Those of transactional outboxes.</summary>
    public static IEnumerable<ConfigurationProblem> Outboxes(SwitchboardOptions options)
        => options.Outboxes.Index().Where(static entry => entry.Item.Type == OutboxDatabase.PostgreSql).SelectMany(static entry => Of(entry.Item, $"outboxes[{entry.Index}]"));

    // Neither the text nor the driver's words about it are shown: a part of a password may be among them.
    private static IEnumerable<ConfigurationProblem> Of(TransactionalOutboxOptions outbox, string path)
    {
        if ((outbox.ConnectionString.Length > 0) == (outbox.ConnectionStringFile.Length > 0) || (outbox.ConnectionStringFile.Length > 0 && !File.Exists(outbox.ConnectionStringFile)))
        {
            // Another rule tells of it.
            yield break;
        }

        var option = $"{path}.{(outbox.ConnectionString.Length > 0 ? "connectionString" : "connectionStringFile")}";
        if (TryRead(outbox) is not { } text)
        {
            yield return new ConfigurationProblem(option, $"names {SafeText.OfPath(outbox.ConnectionStringFile)}, which cannot be read", "Let the server's user read it.");
        }
        else if (!PostgreSqlOutbox.IsConnectionString(text))
        {
            yield return new ConfigurationProblem(option, "is malformed, or names no Host", "Write it like \"Host=db;Username=switchboard;Password=…;Database=shop\".");
        }
    }

    private static string? TryRead(TransactionalOutboxOptions outbox)
    {
        try
        {
            return StoreRegistration.TextOf(outbox.ConnectionString, outbox.ConnectionStringFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
