using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Channels;

/// <summary>Checks payloads against their namespace.</summary>
internal static class Payloads
{
    private static readonly ErrorCode _binaryNotTaken = ErrorCodes.BadRequest with { Message = "bad request: binary data is taken where the namespace's payload is any; send JSON" };

    /// <summary>Checks a payload, and takes the line breaks out of JSON: JSON wires set messages apart by them.</summary>
    /// <returns>The payload as it may enter, or why it may not.</returns>
    public static Result<Payload> Check(ReadOnlyMemory<byte> data, bool isCheckedJson, NamespaceSettings space, int maxDepth, bool isBinary = false)
    {
        if (data.IsEmpty)
        {
            return InvalidField.Missing("data");
        }

        if (data.Length > space.MaxPayloadBytes)
        {
            return ErrorCodes.LimitExceeded;
        }

        if (isBinary || (!isCheckedJson && !JsonBytes.IsValid(data.Span)))
        {
            return space.Payload == PayloadKind.Any ? new Payload(data, IsJson: false) : isBinary ? _binaryNotTaken : ErrorCodes.BadRequest;
        }

        if (JsonDepth.Check("data", data, maxDepth) is { } tooDeep)
        {
            return tooDeep;
        }

        return space.Payload != PayloadKind.JsonObject || IsObject(data.Span) ? new Payload(JsonBytes.OnOneLine(data), IsJson: true) : ErrorCodes.BadRequest;
    }

    /// <summary>Whether JSON is an object.</summary>
    public static bool IsObject(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
}

/// <summary>A payload that may enter.</summary>
internal readonly record struct Payload(ReadOnlyMemory<byte> Data, bool IsJson);
