using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Switchboard.Results;

namespace Switchboard.Maps;

/// <summary>Places between entries as texts that clients hand back: the order and the epoch that they were read in, the score and the key of the entry in front.</summary>
/// <remarks>Who makes one up comes to another place of what may be read anyway.</remarks>
internal static class MapCursors
{
    private const int Head = 2 + sizeof(long);

    // Longer than any key and epoch.
    private const int MaxLength = 8192;

    /// <summary>The error that answers what is no cursor.</summary>
    public static ErrorCode Unknown { get; } = InvalidField.Of("cursor", "must be one that a page has answered with");

    /// <summary>Writes a place; empty for none.</summary>
    public static string Write(MapCursor? place, MapOrder order, string epoch)
    {
        if (place is not { } cursor)
        {
            return "";
        }

        var epochBytes = Encoding.UTF8.GetBytes(epoch);
        var keyBytes = Encoding.UTF8.GetBytes(cursor.Key);
        var bytes = new byte[Head + epochBytes.Length + keyBytes.Length];
        bytes[0] = (byte)order;
        bytes[1] = checked((byte)epochBytes.Length);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(2), cursor.Score);
        epochBytes.CopyTo(bytes, Head);
        keyBytes.CopyTo(bytes, Head + epochBytes.Length);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a place. False where the text is none.</summary>
    /// <param name="text">The text; empty for the beginning.</param>
    /// <param name="order">The order that it is a place in.</param>
    /// <param name="place">The place; null for the beginning.</param>
    /// <param name="epoch">The epoch that it was read in; empty for the beginning.</param>
    public static bool TryRead(string text, out MapOrder order, out MapCursor? place, out string epoch)
    {
        (order, place, epoch) = (default, null, "");
        if (text.Length == 0)
        {
            return true;
        }

        if (text.Length > MaxLength || !Base64Url.IsValid(text))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= Head || !Enum.IsDefined((MapOrder)bytes[0]) || Head + bytes[1] >= bytes.Length)
        {
            return false;
        }

        order = (MapOrder)bytes[0];
        epoch = Encoding.UTF8.GetString(bytes, Head, bytes[1]);
        place = new MapCursor(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(2)), Encoding.UTF8.GetString(bytes.AsSpan(Head + bytes[1])));
        return true;
    }
}

/// <summary>The order of entries. The numbers are those of cursors.</summary>
internal enum MapOrder : byte
{
    /// <summary>By key.</summary>
    ByKey = 1,

    /// <summary>By score, the highest first.</summary>
    HighestFirst = 2,

    /// <summary>By score, the lowest first.</summary>
    LowestFirst = 3,
}
