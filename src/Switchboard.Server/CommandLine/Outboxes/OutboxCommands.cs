using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Outboxes;

/// <summary><c>switchboard outbox</c>: transactional outboxes, their tables and what they refused.</summary>
internal static class OutboxCommands
{
    private const int WidestName = 48;

    /// <summary>Makes the command.</summary>
    public static Command Create() => new("outbox", "Looks after transactional outboxes: tables of applications whose rows are published once they are committed.")
    {
        new ApiCommand("list", "Lists the outboxes, and how they are.", lines: "the outboxes as docs/http-api.md describes them", [])
        {
            MethodOf = static _ => "outboxes",
            Print = Answer.List(static result => result.Items("outboxes"), "name", "type", "state", new("waiting", WaitingOf), Column.Time("oldest", "oldest_at"), "refused", "published", "problem"),
        },
        new PagedCommand(
            "refused",
            "Lists the rows that an outbox has refused, the oldest at the beginning.",
            lines: "the rows as docs/http-api.md describes them",
            [Name()],
            new PageLimit(100, "The most rows to list; 0 lists all.", "There are more rows; --limit 0 lists all.") { MaxPage = 1000 })
        {
            MethodOf = static _ => "outbox_refused",
            Entries = static page => page.Items("rows"),
            Columns = ["id", "action", Shortened("channel"), Shortened("key"), "bytes", Column.Time("written", "created_at"), "code", "reason"],
        },
        Change("retry", "Has refused rows published after all, behind those that wait.", "outbox_retry", static rows => $"Put back: {rows}."),
        Change("drop", "Forgets refused rows.", "outbox_drop", static rows => $"Dropped: {rows}."),
        OutboxTables.CreateCreate(),
        OutboxTables.CreateSql(),
    };

    private static ApiCommand Change(string name, string summary, string method, Func<string, string> sentence) => new(
        name,
        summary,
        lines: "rows",
        [Name(), Field.Of(Ids(), static (writer, ids) => WriteIds(writer, ids)), Field.Flag("--all", "All of them.")])
    {
        MethodOf = _ => method,
        Check = CommandChecks.OneOf("--id", "--all"),
        Print = (context, result) =>
        {
            Answer.Sentence(context, result, sentence(result.Text("rows")));
            var missing = (context.Result.GetValue<long[]>("--id") ?? []).Distinct().Count() - result.Number("rows");
            if (missing <= 0)
            {
                return ExitCodes.Success;
            }

            context.Warn($"There are no rows of {missing} of the ids; refused lists those that there are.");
            return ExitCodes.Refused;
        },
    };

    private static Field Name() => Field.Argument("name", "The outbox's name, as list shows it.");

    private static Option<long[]> Ids() => new("--id") { Description = "The id of a row, as refused shows it. Can be repeated.", HelpName = "ID" };

    private static void WriteIds(Utf8JsonWriter writer, IEnumerable<long> ids)
    {
        writer.WriteStartArray("ids");
        foreach (var id in ids.Distinct())
        {
            writer.WriteNumberValue(id);
        }

        writer.WriteEndArray();
    }

    // Whole names are in --json.
    private static Column Shortened(string property) => new(property, entry => entry.Text(property) is { Length: > WidestName } text ? $"{text.AsSpan(0, WidestName - 1)}…" : entry.Text(property));

    private static string WaitingOf(JsonElement outbox) => outbox.Text("waiting") is { Length: > 0 } waiting ? outbox.TryGetProperty("more", out _) ? $"more than {waiting}" : waiting : "";
}
