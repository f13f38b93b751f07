using System.Buffers;
using System.Globalization;
using System.Text;
using Switchboard.Results;

namespace Switchboard.Names;

/// <summary>Tells which user ids there may be. Each can be the name of an inbox, and stand in a name that lists users.</summary>
internal static class UserIds
{
    /// <summary>The longest, in UTF-8.</summary>
    public const int MaxBytes = 250;

    /// <summary>What is said to those who name another.</summary>
    public const string Rule = "must be 1 to 250 bytes of UTF-8, without control, format or surrogate characters, # and ,";

    private static readonly SearchValues<char> _plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code).Except("#,")]);

    /// <summary>Whether a user may have this id.</summary>
    public static bool IsValid(ReadOnlySpan<char> id)
    {
        if (id.IsEmpty || id.Length > MaxBytes)
        {
            return false;
        }

        return !id.ContainsAnyExcept(_plain) || IsValidText(id);
    }

    /// <summary>The answer to who names a user that there cannot be; null for others, and where none is named.</summary>
    /// <param name="user">The user id; empty or null for none.</param>
    /// <param name="field">The field that names the user.</param>
    public static ErrorCode? Check(string? user, string field = "user") => string.IsNullOrEmpty(user) || IsValid(user) ? null : InvalidField.Of(field, Rule);

    private static bool IsValidText(ReadOnlySpan<char> id)
    {
        var bytes = 0;
        while (!id.IsEmpty)
        {
            // Half of a surrogate pair is none.
            if (Rune.DecodeFromUtf16(id, out var rune, out var length) != OperationStatus.Done || !IsAllowed(rune))
            {
                return false;
            }

            bytes += rune.Utf8SequenceLength;
            id = id[length..];
        }

        return bytes <= MaxBytes;
    }

    private static bool IsAllowed(Rune rune)
        => rune.Value is not ('#' or ',') && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format);
}
