using System.CommandLine;
using System.Text.Json;
using Switchboard.Server.CommandLine.Output;

namespace Switchboard.Server.CommandLine.Api;

/// <summary>A command that prints a list which the API gives in pages, up to <c>--limit</c>.</summary>
/// <param name="name">Its name.</param>
/// <param name="summary">What it does, for the help.</param>
/// <param name="lines">What the lines of JSON hold, for the help.</param>
/// <param name="fields">Its arguments and options, without the limit.</param>
/// <param name="limit">How much it lists.</param>
internal sealed class PagedCommand(string name, string summary, string lines, IReadOnlyList<Field> fields, PageLimit limit)
    : ApiCommand(name, summary, lines, [.. fields, Field.Local(limit.Option)])
{
    /// <summary>Where the entries are in an answer.</summary>
    public required Func<JsonElement, IEnumerable<JsonElement>> Entries { get; init; }

    /// <summary>The columns of the table.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }

    /// <summary>What is shown in a terminal while there are more pages, by how many entries there are so far; null for nothing.</summary>
    public Func<int, string>? ProgressOf { get; init; }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(CommandContext context, Func<Action<Utf8JsonWriter>, Task<JsonElement>> call)
    {
        var given = context.Get(limit.Option);
        if (given == 0 && limit.PrintAtZero is { } print)
        {
            return print(context, await call(static writer => writer.WriteNumber("limit", 0)));
        }

        var isMore = await ReadAsync(context, call, given > 0 ? given : int.MaxValue);
        if (isMore)
        {
            context.Warn(limit.More);
        }

        return ExitCodes.Success;
    }

    /// <summary>Asks for page after page, until there are so many entries or no more. Lines of JSON are printed as they come, a table at the end.</summary>
    /// <returns>Whether the server has more.</returns>
    private async Task<bool> ReadAsync(CommandContext context, Func<Action<Utf8JsonWriter>, Task<JsonElement>> call, int left)
    {
        var rows = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await call(writer =>
            {
                writer.WriteNumber("limit", Math.Min(left, limit.MaxPage));
                writer.WriteIfGiven("cursor", cursor);
            });
            var entries = Entries(page).ToArray();
            left -= entries.Length;
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
            rows.AddRange(entries);
            if (context.Output.IsJson)
            {
                Answer.PrintList(context, rows, Columns);
                rows.Clear();
            }
            else
            {
                Show(context, cursor is not null && left > 0 ? ProgressOf?.Invoke(rows.Count) : null);
            }
        }
        while (cursor is not null && left > 0);

        if (!context.Output.IsJson)
        {
            Answer.PrintList(context, rows, Columns);
        }

        return cursor is not null;
    }

    // An empty line takes back what was shown before.
    private void Show(CommandContext context, string? sentence)
    {
        if (ProgressOf is not null && Consoles.ErrorsAreOnTerminal)
        {
            context.Errors.Write($"\r\u001b[K{sentence}");
        }
    }
}

/// <summary>The option <c>--limit</c> of a list that comes in pages.</summary>
internal sealed class PageLimit
{
    /// <summary>Makes the option.</summary>
    /// <param name="most">How many entries are listed unless it says otherwise.</param>
    /// <param name="description">What it does, for the help.</param>
    /// <param name="more">What to say where there are more.</param>
    public PageLimit(int most, string description, string more)
    {
        Option = new Option<int>("--limit", "-n") { Description = description, HelpName = "N", DefaultValueFactory = _ => most };
        Option.Require(static value => value >= 0, "--limit takes 0 or more.");
        More = more;
    }

    /// <summary>The option.</summary>
    public Option<int> Option { get; }

    /// <summary>What to say where there are more.</summary>
    public string More { get; }

    /// <summary>The most entries that the server gives at once.</summary>
    public int MaxPage { get; init; } = int.MaxValue;

    /// <summary>Prints the answer where no entries are asked for, and returns the exit code. Without this, 0 lists all.</summary>
    public Func<CommandContext, JsonElement, int>? PrintAtZero { get; init; }
}
