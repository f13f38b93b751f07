using Switchboard.Configuration;
using Switchboard.Json;

namespace Switchboard.Channels;

/// <summary>Checks payloads against their namespace.</summary>
internal static class Payloads
{
    /// <summary>Checks a payload, and takes the line breaks out of JSON: JSON wires set messages apart by them.</summary>
    /// <returns>The payload as it may enter, or null where it may not.</returns>
    public static (ReadOnlyMemory<byte> Data, bool IsJson)? Check(ReadOnlyMemory<byte> data, bool isCheckedJson, NamespaceSettings space, bool isBinary = false)
    {
        if (data.IsEmpty || data.Length > space.MaxPayloadBytes)
        {
            return null;
        }

        var isJson = !isBinary && (isCheckedJson || JsonBytes.IsValid(data.Span));
        return space.Payload switch
        {
            PayloadKind.Any => (isJson ? JsonBytes.OnOneLine(data) : data, isJson),
            PayloadKind.JsonObject => isJson && IsObject(data.Span) ? (JsonBytes.OnOneLine(data), true) : null,
            _ => isJson ? (JsonBytes.OnOneLine(data), true) : null,
        };
    }

    private static bool IsObject(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
}
