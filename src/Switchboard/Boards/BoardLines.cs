using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Boards;

/// <summary>Checks lines that a board is to have: either all are valid, or the first that is not is named.</summary>
internal static class BoardLines
{
    /// <summary>The lines by their keys.</summary>
    /// <param name="field">The field of the request that has them.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="rules">The rules of the board.</param>
    /// <param name="maxKeyBytes">The longest key.</param>
    public static Result<Dictionary<string, BoardLineName>> Check(string field, IReadOnlyList<PlacedLine> lines, BoardSettings rules, int maxKeyBytes)
    {
        if (lines.Count > rules.MaxLines)
        {
            return BoardErrors.TooManyLines(lines.Count, rules.MaxLines);
        }

        var places = new Dictionary<string, int>(lines.Count, StringComparer.Ordinal);
        var checkedLines = new Dictionary<string, BoardLineName>(lines.Count, StringComparer.Ordinal);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (FindUnfit(field, line, rules, maxKeyBytes) is { } unfit)
            {
                return unfit;
            }

            var key = BoardNames.KeyOf(line.Name);
            if (!places.TryAdd(key, i))
            {
                var first = lines[places[key]];
                var where = first.Row > 0 ? $"line {first.Row}" : $"{field}[{first.Index}]";
                return line.Fault(field, "line", $"is {BoardErrors.Quoted(key)}, as that of {where} is: give each line a key of its own");
            }

            checkedLines.Add(key, line.Name);
        }

        return checkedLines;
    }

    /// <summary>What is wrong where a change names a line twice, or not at all; null where nothing is.</summary>
    public static ErrorCode? FindTwice(BoardModification change)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, key) in KeysOf(change))
        {
            if (string.IsNullOrEmpty(key))
            {
                return InvalidField.Missing(field);
            }

            if (!places.TryAdd(key, field))
            {
                return InvalidField.Of(field, $"is {BoardErrors.Quoted(key)}, as {places[key]} is: name each line once, in one of rename, remove and add");
            }
        }

        return null;
    }

    /// <summary>Lines of a list, each with its place.</summary>
    public static IReadOnlyList<PlacedLine> Place(IReadOnlyList<BoardLineName>? lines) => lines is null ? [] : [.. lines.Select(static (line, index) => new PlacedLine(line, 0, index))];

    private static IEnumerable<(string Field, string? Key)> KeysOf(BoardModification change)
    {
        var renamed = (change.Rename ?? []).Select(static (line, index) => ($"rename[{index}].line", line.Line));
        var removed = (change.Remove ?? []).Select(static (key, index) => ($"remove[{index}]", (string?)key));
        var added = (change.Add ?? []).Select(static (line, index) => ($"add[{index}].line", (string?)BoardNames.KeyOf(line)));
        return renamed.Concat(removed).Concat(added);
    }

    private static ErrorCode? FindUnfit(string field, PlacedLine line, BoardSettings rules, int maxKeyBytes)
    {
        var (main, sub) = (line.Name.Main, line.Name.Sub);
        if (string.IsNullOrWhiteSpace(main))
        {
            return line.Fault(field, "main", "is missing");
        }

        if (ProblemOf(BoardNames.FindUnfitName("x", main, rules)) is { } ofMain)
        {
            return line.Fault(field, "main", ofMain);
        }

        if (ProblemOf(BoardNames.FindUnfitName("x", sub, rules)) is { } ofSub)
        {
            return line.Fault(field, "sub", ofSub);
        }

        return ProblemOf(BoardNames.FindUnfitKey("x", BoardNames.KeyOf(line.Name), maxKeyBytes)) is { } ofKey ? line.Fault(field, "line", ofKey) : null;
    }

    // What is said of a field without its name, which the place has.
    private static string? ProblemOf(ErrorCode? unfit) => unfit?.Message[$"{ErrorCodes.BadRequest.Message}: x ".Length..];
}
