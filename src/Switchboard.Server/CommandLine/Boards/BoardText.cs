using System.Text.Json;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Boards;

/// <summary>Lines of boards and what became of them, for people.</summary>
internal static class BoardText
{
    /// <summary>The columns of changes.</summary>
    public static IReadOnlyList<Column> OfHistory { get; } =
    [
        Column.Time("time", "time"), new("op", static change => OfChange(change, "op")), "line", new("main", static change => OfLine(change, "main")), new("sub", static change => OfLine(change, "sub")),
        new("holder", static change => OfLine(change, "holder")), new("by", static change => OfChange(change, "by")), new("before", static change => OfChange(change, "before")), new("held", HeldOf),
        new("reason", static change => OfChange(change, "reason")), new("note", static change => OfLine(change, "note")), "offset",
    ];

    /// <summary>Prints what a change of a board came to.</summary>
    public static int PrintChanges(CommandContext context, JsonElement result)
        => Answer.Sentence(context, result, $"{LinesOf(result, "added")} added, {result.Number("renamed")} renamed, {result.Number("removed")} removed; {LinesOf(result, "lines")}.");

    /// <summary>Prints a line behind a change of it.</summary>
    public static int PrintLine(CommandContext context, JsonElement result)
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(result);
            return ExitCodes.Success;
        }

        if (result.Text("suppress_reason") is { Length: > 0 } reason)
        {
            context.Warn($"Nothing has changed: {SentenceOf(reason)}");
        }

        context.Output.WriteLine($"{result.Text("line")} is {StateOf(result)}, at {result.Text("offset")}@{result.Text("epoch")}.");
        return ExitCodes.Success;
    }

    /// <summary>Who holds a line.</summary>
    public static string StateOf(JsonElement line) => OfLine(line, "holder") is { Length: > 0 } holder ? $"held by {holder}" : "free";

    private static string LinesOf(JsonElement result, string property) => result.Number(property) is var count && count == 1 ? "1 line" : $"{count} lines";

    private static string SentenceOf(string reason) => reason switch
    {
        "held" => "it was held by them already.",
        "free" => "it was free already.",
        "same" => "it had this note already.",
        _ => "it was done before under this --idempotency-key.",
    };

    private static string OfLine(JsonElement change, string property) => change.TryGetProperty("data", out var line) ? line.Text(property) : "";

    private static string OfChange(JsonElement change, string property)
        => change.TryGetProperty("data", out var line) && line.TryGetProperty("change", out var what) ? what.Text(property) : "";

    private static string HeldOf(JsonElement change)
        => long.TryParse(OfChange(change, "held_ms"), out var milliseconds) ? Times.OfSpan(TimeSpan.FromMilliseconds(milliseconds)) : "";
}
