using Switchboard.Results;

namespace Switchboard.Identity.Devices;

/// <summary>Tells which ids devices may have. They stand in tokens and channel names.</summary>
internal static class DeviceIds
{
    private const int MaxLength = 64;
    private const string Rule = "must be 1 to 64 letters and digits of ASCII, '-' and '_', of which the first is a letter or digit";

    /// <summary>Whether a device may have this id.</summary>
    public static bool IsValid(ReadOnlySpan<char> id)
    {
        if (id.IsEmpty || id.Length > MaxLength || !char.IsAsciiLetterOrDigit(id[0]))
        {
            return false;
        }

        foreach (var letter in id)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The answer to who names one that there cannot be; null for others.</summary>
    public static ErrorCode? Check(string? id, string field = "id")
        => string.IsNullOrEmpty(id) ? InvalidField.Missing(field) : IsValid(id) ? null : InvalidField.Of(field, Rule);
}
