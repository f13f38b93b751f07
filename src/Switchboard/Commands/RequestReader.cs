using Switchboard.Channels;
using Switchboard.Commands.Publish;
using Switchboard.Json;

namespace Switchboard.Commands;

/// <summary>Turns parts of requests into what the hub takes. Absent and empty mean the same, as they do on the Centrifuge wires.</summary>
internal static class RequestReader
{
    private const long LatestUnixSeconds = 253_402_300_799;

    /// <summary>The connections that a request means.</summary>
    public static ConnectionTarget TargetOf(TargetRequest request)
        => new() { User = TextOf(request.User), Client = TextOf(request.Client), Session = TextOf(request.Session) };

    /// <summary>A text, or null where there is none.</summary>
    public static string? TextOf(string? text) => string.IsNullOrEmpty(text) ? null : text;

    /// <summary>Reads a time, where 0 is never. False where there is no such time.</summary>
    public static bool TryReadTime(long? given, out DateTimeOffset? time)
    {
        var unixSeconds = given ?? 0;
        time = unixSeconds is > 0 and <= LatestUnixSeconds ? DateTimeOffset.FromUnixTimeSeconds(unixSeconds) : null;
        return unixSeconds is >= 0 and <= LatestUnixSeconds;
    }

    /// <summary>Reads JSON that may come in base64. False where that is no JSON.</summary>
    public static bool TryReadJson(RawJson json, byte[]? base64, out ReadOnlyMemory<byte> value)
    {
        if (base64 is { Length: > 0 })
        {
            var isJson = JsonBytes.IsValid(base64);
            value = isJson ? JsonBytes.OnOneLine(base64) : default;
            return isJson;
        }

        value = json.IsSet ? JsonBytes.OnOneLine(json.Utf8) : default;
        return true;
    }

    /// <summary>What is to be published. A client that writes absent fields as null means the base64 where both are there.</summary>
    private static ReadOnlyMemory<byte> DataOf(PublicationFields fields) => IsJson(fields) ? fields.Data.Utf8 : fields.B64Data;

    /// <summary>Whether what is to be published came as JSON.</summary>
    private static bool IsJson(PublicationFields fields) => fields.B64Data is not { Length: > 0 };

    /// <summary>How it is to be published.</summary>
    private static PublishOptions OptionsOf(PublicationFields fields) => new()
    {
        Event = fields.Event,
        Tags = fields.Tags,
        SkipHistory = fields.SkipHistory ?? false,
        IdempotencyKey = fields.IdempotencyKey,
        Version = fields.Version ?? 0,
        VersionEpoch = fields.VersionEpoch ?? "",
        Id = TextOf(fields.Id),
        Open = fields.Open ?? false,
    };

    /// <summary>What is to be published, and how.</summary>
    public static ServicePublish PublishOf(string? channel, PublicationFields fields) => new(channel, DataOf(fields), IsJson(fields), OptionsOf(fields));

    /// <summary>What a connection wants to have published, and how.</summary>
    public static ClientPublish ClientPublishOf(string channel, PublicationFields fields) => IsJson(fields)
        ? new ClientPublish(channel, JsonBytes.OnOneLine(fields.Data.Utf8), IsCheckedJson: true, OptionsOf(fields))
        : new ClientPublish(channel, fields.B64Data, IsCheckedJson: false, OptionsOf(fields));

    /// <summary>A position, or null.</summary>
    public static Position? PositionOf(StreamPosition? position)
        => position is null ? null : new Position(position.Offset ?? 0, position.Epoch ?? "");
}
