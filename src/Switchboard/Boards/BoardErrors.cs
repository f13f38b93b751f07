using Switchboard.Results;

namespace Switchboard.Boards;

/// <summary>What operations of boards are refused with.</summary>
internal static class BoardErrors
{
    /// <summary>There is no board in the channel yet.</summary>
    public static ErrorCode NoBoard { get; } = InvalidField.Of("channel", "has no board yet; make one with board_create") with
    {
        Details = new ErrorDetails { Field = "channel", Reason = "missing" },
    };

    /// <summary>Whom it is for is not said, and cannot be known.</summary>
    public static ErrorCode NobodyNamed { get; } = InvalidField.Of("for", "is missing: say whom the line is for");

    /// <summary>The board has no such line.</summary>
    public static ErrorCode NoLine(string line, string field = "line") => InvalidField.Of(field, $"is {Quoted(line)}, which this board does not have") with
    {
        Details = new ErrorDetails { Field = field, Reason = "missing" },
    };

    /// <summary>A line is not as it has to be.</summary>
    /// <param name="reason">Why, in a word.</param>
    /// <param name="current">The line as it is.</param>
    public static ErrorCode Conflict(string reason, Publication? current) => ErrorCodes.Conflict with
    {
        Message = $"{ErrorCodes.Conflict.Message}: {SentenceOf(reason)}",
        Details = new ErrorDetails { Reason = reason, Current = current },
    };

    /// <summary>Lines that are to be removed are held.</summary>
    public static ErrorCode Held(IReadOnlyCollection<string> lines) => ErrorCodes.Conflict with
    {
        Message = $"{ErrorCodes.Conflict.Message}: {lines.Count} of the lines to remove are held, {string.Join(", ", lines.Take(3).Select(Quoted))} among them; free them first, or say force",
        Details = new ErrorDetails { Reason = "held", Field = "force" },
    };

    /// <summary>There would be more lines than there may be.</summary>
    public static ErrorCode TooManyLines(long lines, int limit) => ErrorCodes.LimitExceeded with
    {
        Message = $"{ErrorCodes.LimitExceeded.Message}: the board would have {lines} lines, and may have {limit} (mapMaxEntries)",
        Details = new ErrorDetails { Reason = "mapMaxEntries", Field = "lines", Limit = limit },
    };

    /// <summary>Whether what failed with an error may succeed later.</summary>
    public static bool MayPass(ErrorCode error) => error.Temporary || error.Code == ErrorCodes.NotAvailable.Code;

    /// <summary>A text of others, cut to what a message has room for.</summary>
    public static string Quoted(string text) => $"\"{(text.Length > 64 ? $"{text[..(char.IsHighSurrogate(text[63]) ? 63 : 64)]}…" : text)}\"";

    private static string SentenceOf(string reason) => reason switch
    {
        "held" => "somebody else holds the line; take_over takes it from them",
        "missing" => "the line is not there any more; look at the board again",
        _ => "the line has changed; look at it as it is now, and decide anew",
    };
}
