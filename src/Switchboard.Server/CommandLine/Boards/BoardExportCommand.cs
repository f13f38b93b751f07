using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Switchboard.Server.CommandLine.Api;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Boards;

/// <summary><c>switchboard board export</c>: the history of a board as CSV or JSON lines, page by page, the oldest first.</summary>
internal sealed class BoardExportCommand : Command
{
    private const int PageChanges = 1000;

    private static readonly string[] _header =
    [
        "offset", "time", "op", "line", "main", "sub", "holder", "since", "until", "note", "by", "for", "before", "before_since", "held_ms", "reason", "before_main", "before_sub",
    ];

    private readonly Field[] _fields = [.. BoardFields.OfHistory().SkipLast(1)];
    private readonly RemoteArguments _remote = new();

    /// <summary>Makes the command.</summary>
    public BoardExportCommand()
        : base("export", "Writes the changes of a board to the standard output, the oldest first: as CSV, in which what a spreadsheet would take for a formula is text, or with --json as lines of JSON.")
    {
        foreach (var argument in _fields.Select(static field => field.Symbol).OfType<Argument>())
        {
            Arguments.Add(argument);
        }

        Field.AddTo(this, _fields);
        _remote.AddTo(this);
        this.SetAction("the changes as docs/http-api.md describes them", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        using var api = await _remote.ConnectAsync(context);
        await using var csv = context.Output.IsJson ? null : Open();
        csv?.WriteRecord(_header);
        string? cursor = null;
        do
        {
            var page = await api.CallAsync("board_history", writer => Write(writer, context, cursor), context.Cancellation);
            foreach (var change in page.Items("changes"))
            {
                Write(context, csv, change);
            }

            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return ExitCodes.Success;
    }

    private static CsvWriter Open() => CsvWriter.Create(StandardOutput.Open(), new CsvWriterOptions { Injection = CsvInjection.Escape, NewLine = "\n" });

    private void Write(Utf8JsonWriter writer, CommandContext context, string? cursor)
    {
        Field.Write(_fields, writer, context.Result);
        writer.WriteBoolean("oldest_first", true);
        writer.WriteNumber("limit", PageChanges);
        writer.WriteIfGiven("cursor", cursor);
    }

    private static void Write(CommandContext context, CsvWriter? csv, JsonElement change)
    {
        if (csv is null)
        {
            context.Output.WriteJson(change);
            return;
        }

        var line = change.GetProperty("data");
        var what = line.TryGetProperty("change", out var told) ? told : line;
        csv.WriteRecord(
        [
            change.Text("offset"), TimeOf(change, "time"), what.Text("op"), change.Text("line"), line.Text("main"), line.Text("sub"), line.Text("holder"), TimeOf(line, "since"),
            TimeOf(line, "until"), line.Text("note"), what.Text("by"), what.Text("for"), what.Text("before"), TimeOf(what, "before_since"), what.Text("held_ms"), what.Text("reason"),
            what.Text("before_main"), what.Text("before_sub"),
        ]);
    }

    private static string TimeOf(JsonElement element, string property)
        => long.TryParse(element.Text(property), CultureInfo.InvariantCulture, out var milliseconds) ? Times.OfMilliseconds(milliseconds) : "";
}
