using System.Text.Json;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>Prints answers of the HTTP API: JSON as it is, and tables for people.</summary>
internal static class Answer
{
    /// <summary>Prints the answer as one row whose columns are its properties.</summary>
    public static int Properties(CommandContext context, JsonElement result)
        => PrintList(context, [result], [.. result.EnumerateObject().Select(property => new Column(property.Name))]);

    /// <summary>Prints a sentence for people, or the answer as JSON.</summary>
    public static int Sentence(CommandContext context, JsonElement result, string sentence)
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(result);
        }
        else
        {
            context.Output.WriteLine(sentence);
        }

        return ExitCodes.Success;
    }

    /// <summary>Prints a list in the answer as rows of these columns.</summary>
    public static Func<CommandContext, JsonElement, int> List(Func<JsonElement, IEnumerable<JsonElement>> entries, params IReadOnlyList<Column> columns)
        => (context, result) => PrintList(context, entries(result), columns);

    /// <summary>Prints entries: each as a line of JSON, or as a row.</summary>
    /// <returns>The exit code.</returns>
    public static int PrintList(CommandContext context, IEnumerable<JsonElement> entries, IReadOnlyList<Column> columns)
    {
        if (!context.Output.IsJson)
        {
            context.Output.WriteTable([.. columns.Select(column => column.Header)], entries.Select(entry => columns.Select(column => column.CellOf(entry)).ToArray()));
            return ExitCodes.Success;
        }

        foreach (var entry in entries)
        {
            context.Output.WriteJson(entry);
        }

        return ExitCodes.Success;
    }
}

/// <summary>A column of a table.</summary>
/// <param name="Header">What stands above it.</param>
/// <param name="CellOf">What an entry has there.</param>
internal sealed record Column(string Header, Func<JsonElement, string> CellOf)
{
    /// <summary>A column that shows a property.</summary>
    public Column(string header, string property)
        : this(header, entry => entry.Text(property))
    {
    }

    /// <summary>A column that shows the property of its name.</summary>
    public Column(string property)
        : this(property, property)
    {
    }

    /// <summary>A column that shows a time given in Unix milliseconds; empty where there is none.</summary>
    public static Column Time(string header, string property)
        => new(header, entry => entry.TryGetProperty(property, out var time) ? Times.OfMilliseconds(time.GetInt64()) : "");

    /// <summary>The same for Unix seconds.</summary>
    public static Column Seconds(string header, string property)
        => new(header, entry => entry.TryGetProperty(property, out var time) ? Times.OfMilliseconds(time.GetInt64() * 1000) : "");

    /// <summary>A column that shows the property of its name.</summary>
    public static implicit operator Column(string property) => new(property);
}
