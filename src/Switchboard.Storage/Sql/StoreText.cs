using System.Buffers;
using System.Text;

namespace Switchboard.Storage.Sql;

/// <summary>Checks text before it reaches the database: PostgreSQL has no place for a NUL, and no database for half a surrogate pair. One such write would cost all that share its commit another attempt.</summary>
internal static class StoreText
{
    /// <summary>Checks one.</summary>
    /// <param name="text">The text; null is none.</param>
    /// <param name="field">Its name, for the answer.</param>
    /// <exception cref="SwitchboardException">It cannot be kept (107).</exception>
    public static void Check(string? text, string field)
    {
        if (text is not null && !IsText(text))
        {
            throw new SwitchboardException(
                ErrorCodes.BadRequest with
                {
                    Message = $"{ErrorCodes.BadRequest.Message}: '{field}' has a NUL or half a surrogate pair, which no text may",
                    Details = new ErrorDetails { Field = field },
                });
        }
    }

    /// <summary>Checks several.</summary>
    /// <inheritdoc cref="Check(string?, string)"/>
    public static void Check(IReadOnlyCollection<string> texts, string field)
    {
        foreach (var text in texts)
        {
            Check(text, field);
        }
    }

    private static bool IsText(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0'))
        {
            return false;
        }

        for (var at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = text.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var length) != OperationStatus.Done)
            {
                return false;
            }

            text = text[(at + length)..];
        }

        return true;
    }
}
