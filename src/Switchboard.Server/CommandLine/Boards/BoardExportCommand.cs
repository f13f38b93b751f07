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

        // The heading comes behind the first answer: where there is none, nothing is written.
        var page = await ReadAsync(api, context, null);
        await using var csv = context.Output.IsJson ? null : Open();
        csv?.WriteRecord(_header);
        while (true)
        {
            foreach (var change in page.Items("changes"))
            {
                Write(context, csv, change);
            }

            if (!page.TryGetProperty("cursor", out var next))
            {
                return ExitCodes.Success;
            }

            page = await ReadAsync(api, context, next.GetString());
        }
    }

    private Task<JsonElement> ReadAsync(ApiClient api, CommandContext context, string? cursor)
        => api.CallAsync("board_history", writer => Write(writer, context, cursor), context.Cancellation);

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
            change.Text("offset"), TimeOf(change, "time"), what.Text("op"), Of(change, "line"), Of(line, "main"), Of(line, "sub"), Of(line, "holder"), TimeOf(line, "since"),
            TimeOf(line, "until"), Of(line, "note"), Of(what, "by"), Of(what, "for"), Of(what, "before"), TimeOf(what, "before_since"), what.Text("held_ms"), what.Text("reason"),
            Of(what, "before_main"), Of(what, "before_sub"),
        ]);
    }

    // Some spreadsheets take for a formula also what has blanks in front, or is in full-width letters.
    private static string Of(JsonElement element, string property)
        => element.Text(property) is var text && text.AsSpan().TrimStart() is ['=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..] ? $"'{text}" : text;

    private static string TimeOf(JsonElement element, string property)
        => long.TryParse(element.Text(property), CultureInfo.InvariantCulture, out var milliseconds) ? Times.OfMilliseconds(milliseconds) : "";
}
