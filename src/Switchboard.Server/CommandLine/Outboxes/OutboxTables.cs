using System.CommandLine;
using System.Data.Common;
using Switchboard.Configuration;
using Switchboard.Configuration.Rules;
using Switchboard.Extensibility;
using Switchboard.Storage;
using Switchboard.Storage.TransactionalOutbox;

namespace Switchboard.Server.CommandLine.Outboxes;

/// <summary>Makes the tables of outboxes, or prints what makes them.</summary>
internal static class OutboxTables
{
    // Of SQL: insufficient privilege.
    private const string MayNot = "42501";

    /// <summary><c>switchboard outbox create</c>.</summary>
    public static Command CreateCreate()
    {
        var name = new Argument<string?>("name") { Description = "The outbox; without it, all that the configuration names.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("create", "Makes the tables of an outbox in the application's database, or brings them up to date.") { name };
        var configuration = new ConfigurationArguments();
        configuration.AddTo(command);
        command.SetAction((result, cancellationToken) => CreateAsync(result, configuration, result.GetValue(name), cancellationToken));
        return command;
    }

    /// <summary><c>switchboard outbox sql</c>.</summary>
    public static Command CreateSql()
    {
        var type = new Option<string>("--type") { Description = "The kind of database: postgreSql or sqlite.", HelpName = "TYPE", DefaultValueFactory = static _ => "postgreSql" };
        type.AcceptOnlyFromAmong("postgreSql", "sqlite");
        var schema = new Option<string>("--schema") { Description = "The schema, as outboxes[].schema names it.", HelpName = "NAME", DefaultValueFactory = static _ => new TransactionalOutboxOptions().Schema };
        var command = new Command("sql", "Prints the statements that make the tables of an outbox, for whoever runs the database.") { type, schema };
        command.SetAction(async (result, _) =>
        {
            var (isSqlite, text) = (result.GetRequiredValue(type) == "sqlite", result.GetRequiredValue(schema));
            if (TransactionalOutboxRules.FindSchemaProblem(isSqlite ? OutboxDatabase.Sqlite : OutboxDatabase.PostgreSql, text) is var (problem, remedy))
            {
                await result.InvocationConfiguration.Error.WriteLineAsync($"switchboard: --schema {problem}. {remedy}");
                return ExitCodes.Failure;
            }

            await result.InvocationConfiguration.Output.WriteAsync(isSqlite ? OutboxScripts.Sqlite(text) : OutboxScripts.PostgreSql(text));
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<int> CreateAsync(ParseResult result, ConfigurationArguments configuration, string? name, CancellationToken cancellationToken)
    {
        var (output, errors) = (result.InvocationConfiguration.Output, result.InvocationConfiguration.Error);
        var reading = configuration.Read(result);
        var problems = reading.Problems.Where(static problem => problem.IsOf("outboxes")).ToArray();
        if (problems.Length > 0)
        {
            ConfigurationReport.WriteText(errors, problems);
            return ExitCodes.InvalidConfiguration;
        }

        var chosen = reading.Options.Outboxes.Where(outbox => string.IsNullOrEmpty(name) || outbox.Name == name).ToList();
        if (chosen.Count == 0)
        {
            await errors.WriteLineAsync(string.IsNullOrEmpty(name) ? "switchboard: The configuration names no outboxes; name the file with --config." : $"switchboard: The configuration names no outbox {name}.");
            return ExitCodes.Failure;
        }

        foreach (var options in chosen)
        {
            try
            {
                await SourceOf(options).CreateAsync(cancellationToken);
                await output.WriteLineAsync($"The outbox {options.Name} is there.");
            }
            catch (Exception exception) when (exception is DbException or StoreFormatException or ArgumentException or IOException or UnauthorizedAccessException or TimeoutException)
            {
                var remedy = exception is DbException { SqlState: MayNot } ? ". Let whoever runs the database carry out what `switchboard outbox sql` prints." : "";
                await errors.WriteLineAsync($"switchboard: {options.Name}: {exception.Message}{remedy}");
                return ExitCodes.Failure;
            }
        }

        return ExitCodes.Success;
    }

    private static OutboxSource SourceOf(TransactionalOutboxOptions options)
    {
        var definition = new TransactionalOutboxDefinition(options.Name)
        {
            Connection = options.Type == OutboxDatabase.Sqlite ? options.Path : StoreRegistration.TextOf(options.ConnectionString, options.ConnectionStringFile),
            Schema = options.Schema,
        };
        return options.Type == OutboxDatabase.Sqlite ? new SqliteOutbox(definition, TimeProvider.System) : new PostgreSqlOutbox(definition, TimeProvider.System);
    }
}
