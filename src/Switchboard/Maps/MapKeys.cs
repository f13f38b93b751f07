using System.Text;
using Switchboard.Results;

namespace Switchboard.Maps;

/// <summary>Which keys entries may have.</summary>
internal static class MapKeys
{
    /// <summary>Why a key may not be; null where it may.</summary>
    public static ErrorCode? FindUnfit(string key, int maxBytes)
    {
        if (key.Length == 0)
        {
            return InvalidField.Missing("key");
        }

        if (Encoding.UTF8.GetByteCount(key) is var bytes && bytes > maxBytes)
        {
            var tooLong = InvalidField.Of("key", $"has {bytes} bytes, and may have {maxBytes} (publishing.maxMapKeyBytes)");
            return tooLong with { Details = tooLong.Details! with { Limit = maxBytes } };
        }

        return key.Any(char.IsControl) || HasLoneSurrogate(key) ? InvalidField.Of("key", "must be text without control characters") : null;
    }

    // Two such keys would be one in UTF-8.
    private static bool HasLoneSurrogate(string key)
    {
        for (var i = 0; i < key.Length; i++)
        {
            if (i + 1 < key.Length && char.IsSurrogatePair(key[i], key[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(key[i]))
            {
                return true;
            }
        }

        return false;
    }
}
