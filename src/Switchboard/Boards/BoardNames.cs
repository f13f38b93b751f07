using System.Text;
using Switchboard.Configuration;
using Switchboard.Maps;
using Switchboard.Results;

namespace Switchboard.Boards;

/// <summary>Which names, notes and keys there may be in a board.</summary>
internal static class BoardNames
{
    /// <summary>Why a text may not be the title, a name or a person; null where it may. An empty one may.</summary>
    public static ErrorCode? FindUnfitName(string field, string text, BoardSettings rules) => FindUnfit(field, text, rules.MaxNameBytes, "boardMaxNameBytes", allowsLines: false);

    /// <summary>Why a text may not be a note; null where it may.</summary>
    public static ErrorCode? FindUnfitNote(string text, BoardSettings rules) => FindUnfit("note", text, rules.MaxNoteBytes, "boardMaxNoteBytes", allowsLines: true);

    /// <summary>Why a text may not be the key of a line; null where it may.</summary>
    public static ErrorCode? FindUnfitKey(string field, string key, int maxBytes)
    {
        if (key == BoardEntry.BoardKey)
        {
            return InvalidField.Of(field, $"must not be {BoardEntry.BoardKey}, which is the board itself");
        }

        return MapKeys.FindUnfit(key, maxBytes) is { } unfit
            ? unfit with { Message = unfit.Message.Replace(": key ", $": {field} ", StringComparison.Ordinal), Details = unfit.Details! with { Field = field } }
            : null;
    }

    /// <summary>The key of a line whose key is not given.</summary>
    public static string KeyOf(BoardLineName name) => name switch
    {
        { Line: { Length: > 0 } line } => line,
        { Sub.Length: 0 } => name.Main,
        _ => $"{name.Main}/{name.Sub}",
    };

    private static ErrorCode? FindUnfit(string field, string text, int maxBytes, string option, bool allowsLines)
    {
        if (Encoding.UTF8.GetByteCount(text) is var bytes && bytes > maxBytes)
        {
            var tooLong = InvalidField.Of(field, $"has {bytes} bytes, and may have {maxBytes} ({option})");
            return tooLong with { Details = tooLong.Details! with { Limit = maxBytes } };
        }

        return text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || (Rune.IsControl(rune) && !(allowsLines && rune.Value is '\n' or '\t')))
            ? InvalidField.Of(field, "must be text without control characters")
            : null;
    }
}
