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

    /// <summary>Prints a sentence for people, whatever the answer.</summary>
    public static Func<CommandContext, JsonElement, int> Say(string sentence) => (context, result) => Sentence(context, result, sentence);

    /// <summary>Prints something that is shown once, alone and whole on its line, and says beside the output what it is; or the answer as JSON.</summary>
    public static int Secret(CommandContext context, JsonElement result, string secret, string sentence)
    {
        var code = Sentence(context, result, secret);
        if (!context.Output.IsJson)
        {
            context.Warn(sentence);
        }

        return code;
    }

    /// <summary>Prints the answer, which is about one thing, with a line for each of these columns: beside one another they would not fit into a terminal.</summary>
    public static Func<CommandContext, JsonElement, int> About(params IReadOnlyList<Column> columns) => (context, result) =>
    {
        if (context.Output.IsJson)
        {
            context.Output.WriteJson(result);
        }
        else
        {
            context.Output.WriteProperties(columns.Select(column => (column.Header, column.CellOf(result))));
        }

        return ExitCodes.Success;
    };

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
        => new(header, entry => entry.TryGetProperty(property, out var time) ? Times.OfSeconds(time.GetInt64()) : "");

    /// <summary>A column that says yes where a property is true.</summary>
    public static Column Flag(string property) => new(property, entry => entry.TryGetProperty(property, out var flag) && flag.ValueKind == JsonValueKind.True ? "yes" : "");

    /// <summary>A column that shows a list of texts.</summary>
    public static Column Texts(string property) => new(property, entry => entry.Texts(property));

    /// <summary>A column that shows the property of its name.</summary>
    public static implicit operator Column(string property) => new(property);
}
