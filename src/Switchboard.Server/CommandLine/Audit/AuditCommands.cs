using System.CommandLine;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Audit;

/// <summary><c>switchboard audit</c>: reads the audit of a server, and verifies and exports that of a store.</summary>
internal static class AuditCommands
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => new("audit", "Reads the audit, verifies that nothing of it was changed or removed, and exports it.")
    {
        CreateList(),
        AuditVerifyCommand.Create(),
        AuditExportCommand.Create(),
    };

    private static PagedCommand CreateList() => new(
        "list",
        "Lists what a server's audit has, newest first.",
        lines: "the entries as docs/http-api.md describes them",
        [
            Field.Text("--actor", "ACTOR", "Of this actor alone, such as key:shop, user:ann or server."),
            Field.Text("--action", "ACTION", "Of this action alone; with a dot at its end, of all that begin so."),
            Field.Text("--target", "TARGET", "With this target alone."),
            Field.Text("--result", "RESULT", "With this result alone, such as ok."),
            Field.Of(TimeArguments.Create("--from", "From this time on"), static (writer, time) => writer.WriteNumber("from", time!.Value.ToUnixTimeMilliseconds())),
            Field.Of(TimeArguments.Create("--to", "Before this time"), static (writer, time) => writer.WriteNumber("to", time!.Value.ToUnixTimeMilliseconds())),
        ],
        new PageLimit(100, "The most entries to list; 0 lists all.", "There are more entries; --limit 0 lists all.") { MaxPage = 1000 })
    {
        MethodOf = static _ => "audit",
        Entries = static page => page.Items("entries"),
        Columns =
        [
            "number",
            Column.Time("time", "time"),
            "action",
            "actor",
            "address",
            "target",
            "result",
            new("details", static entry => entry.TryGetProperty("details", out var details) && details.EnumerateObject().Any() ? details.GetRawText() : ""),
        ],
    };
}
