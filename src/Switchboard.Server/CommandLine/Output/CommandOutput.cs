using System.Text.Json;
using Spectre.Console;

namespace Switchboard.Server.CommandLine.Output;

/// <summary>Prints a command's result: for people, or as lines of JSON.</summary>
/// <param name="writer">The standard output.</param>
/// <param name="asJson">Whether lines of JSON are asked for.</param>
internal sealed class CommandOutput(TextWriter writer, bool asJson)
{
    private readonly Lazy<IAnsiConsole> _console = new(() => Consoles.Create(writer));

    /// <summary>Whether lines of JSON are asked for.</summary>
    public bool IsJson => asJson;

    /// <summary>Prints a line for people.</summary>
    public void WriteLine(string text) => writer.WriteLine(Printable.Of(text));

    /// <summary>Prints a line for people, or an object of JSON as a line.</summary>
    public void WriteResult(string text, Action<Utf8JsonWriter> write)
    {
        if (asJson)
        {
            WriteObject(write);
        }
        else
        {
            WriteLine(text);
        }
    }

    /// <summary>Prints one object of JSON as a line.</summary>
    public void WriteObject(Action<Utf8JsonWriter> write) => writer.WriteLine(JsonText.Object(write));

    /// <summary>Prints JSON as a line.</summary>
    public void WriteJson(JsonElement element) => writer.WriteLine(JsonText.Of(element));

    /// <summary>Prints a line whose beginning is set off from the data behind it.</summary>
    public void WriteEntry(string beginning, string data)
    {
        if (Consoles.IsTerminal)
        {
            _console.Value.Write(new Text($"{Printable.Of(beginning)} ", new Style(Color.Grey)));
            writer.WriteLine(Printable.Of(data));
            return;
        }

        writer.WriteLine($"{Printable.Of(beginning)} {Printable.Of(data)}");
    }

    /// <summary>Prints what there is to say of one thing, a line for each property: with borders in a terminal, with a tabulator behind the name elsewhere.</summary>
    public void WriteProperties(IEnumerable<(string Name, string Value)> properties)
    {
        if (!Consoles.IsTerminal)
        {
            foreach (var (name, value) in properties)
            {
                writer.WriteLine($"{Printable.Of(name)}\t{Printable.Of(value)}");
            }

            return;
        }

        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).HideHeaders().AddColumns("", "");
        foreach (var (name, value) in properties)
        {
            table.AddRow(new Text(name, new Style(Color.Aqua)), new Text(Printable.Of(value)));
        }

        _console.Value.Write(table);
    }

    /// <summary>Prints a table: in a terminal with borders, or where it is too narrow for them in columns, with tabs between the columns elsewhere.</summary>
    public void WriteTable(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (!Consoles.IsTerminal)
        {
            foreach (var row in rows.Prepend(headers))
            {
                writer.WriteLine(string.Join('\t', row.Select(Printable.Of)));
            }

            return;
        }

        var lines = rows.Select(static row => row.Select(Printable.Of).ToArray()).ToList();
        var columns = new TableColumns([headers, .. lines]);
        if (columns.WidthWithBorders > _console.Value.Profile.Width)
        {
            // The terminal breaks a line at its end, not an id in its middle: it can still be copied.
            columns.WriteTo(writer);
            return;
        }

        WriteBorders(headers, lines);
    }

    private void WriteBorders(IReadOnlyList<string> headers, List<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var header in headers)
        {
            table.AddColumn(new TableColumn(new Text(header, new Style(Color.Aqua))));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(static cell => new Text(cell)));
        }

        _console.Value.Write(table);
    }

    /// <summary>Hands on what has been printed.</summary>
    public void Flush() => writer.Flush();
}
