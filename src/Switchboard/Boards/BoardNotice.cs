using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Switchboard.Boards;

/// <summary>What a holder is told before a hold ends, in the inbox. Times are Unix milliseconds.</summary>
/// <param name="Message">The id of the message.</param>
/// <param name="Channel">The board's channel.</param>
/// <param name="Line">The line's key.</param>
/// <param name="Main">The line's names.</param>
/// <param name="Sub">The second of them; null for none.</param>
/// <param name="Until">When the hold ends.</param>
internal sealed record BoardNotice(string Message, string Channel, string Line, string Main, string? Sub, long Until)
{
    /// <summary>The event name, and the kind, of the message.</summary>
    public const string Event = "board_reminder";

    private const int HashBytes = 12;

    /// <summary>The id of the message about a hold: the same, whoever sends it and however often.</summary>
    public static string IdOf(string channel, string line, DateTimeOffset until)
    {
        var hold = string.Create(CultureInfo.InvariantCulture, $"{channel}\n{line}\n{until.ToUnixTimeMilliseconds()}");
        return $"board-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hold)).AsSpan(0, HashBytes))}";
    }
}

/// <summary>How notices of boards are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BoardNotice))]
internal sealed partial class BoardNoticeJson : JsonSerializerContext;
