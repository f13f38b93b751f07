using System.Globalization;
using System.Text;

namespace Switchboard.Server.CommandLine.Output;

/// <summary>Text of others on its way to a terminal.</summary>
internal static class Printable
{
    /// <summary>The text on one line, without the characters by which it could move the cursor, colour, or reorder what stands there.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnfit))
        {
            return text;
        }

        var printable = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = IsUnfit(character)
                ? printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}")
                : printable.Append(character);
        }

        return printable.ToString();
    }

    private static bool IsUnfit(char character)
        => char.IsControl(character) || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';
}
