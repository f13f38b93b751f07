using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Switchboard.Boards;

/// <summary>Picks changes of a board.</summary>
internal static class BoardFilter
{
    /// <summary>A change as a line, where it is one that was asked for; null else.</summary>
    public static BoardLine? Matches(Publication change, BoardHistoryOptions options)
    {
        if (change.Key is null || (!string.IsNullOrEmpty(options.Line) && change.Key != options.Line) || change.Time < options.From || change.Time >= options.Until)
        {
            return null;
        }

        var line = BoardStore.LineOf(change);
        if (string.IsNullOrEmpty(line.Entry.Change.Op))
        {
            // Nothing is kept from the audit, whoever made the change.
            line = line with { Entry = line.Entry with { Change = line.Entry.Change with { Op = BoardActions.Unknown } } };
        }

        var what = line.Entry.Change;
        return (string.IsNullOrEmpty(options.Op) || what.Op == options.Op) && (string.IsNullOrEmpty(options.User) || IsAbout(line.Entry, options.User)) ? line : null;
    }

    private static bool IsAbout(BoardEntry entry, string user)
        => entry.Holder == user || entry.Change.Before == user || entry.Change.For == user || entry.Change.By == user || entry.Change.By == $"user:{user}";
}

/// <summary>Places in the changes of a board, as texts that callers hand back.</summary>
internal static class BoardCursor
{
    private const int MaxLength = 1024;

    /// <summary>Writes a place.</summary>
    public static string Write(Position place)
        => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.Offset}@{place.Epoch}")));

    /// <summary>Reads a place; null for the beginning. False where the text is none.</summary>
    public static bool TryRead(string? text, out Position? place)
    {
        place = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('@', 2);
        if (parts.Length < 2 || !ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
        {
            return false;
        }

        place = new Position(offset, parts[1]);
        return true;
    }
}
