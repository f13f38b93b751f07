using System.Text;
using System.Text.Json;
using Switchboard.Json;

namespace Switchboard.Webhooks;

/// <summary>Reads the answers to deciding requests: <c>result</c>, <c>error</c> or <c>disconnect</c>. What is none of them, or not in its form, is a failure.</summary>
internal static class WebhookAnswer
{
    // How deep a payload may be is decided where it comes in; here it must not hide the rest of the answer.
    private static readonly JsonDocumentOptions _options = new() { MaxDepth = JsonDepth.Readable };

    private const uint LowestError = 100;
    private const uint HighestError = 1999;
    private const uint LowestClose = 3000;
    private const uint HighestClose = 4999;

    // The application's own codes that say the same.
    private const uint ComeBack = 4000;
    private const uint StayAway = 4500;
    private const int MaxMessageBytes = 1024;

    // What a close frame can hold (RFC 6455, section 5.5).
    private const int MaxReasonBytes = 123;
    private const long LatestUnixSeconds = 253_402_300_799;

    /// <summary>The result, or none where the answer denied, which the context then knows.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="context">What was asked.</param>
    /// <param name="odd">What is odd about an answer that was understood all the same; null for nothing.</param>
    /// <exception cref="JsonException">It is no such answer.</exception>
    public static JsonElement? Read(byte[] body, DecidingContext context, out string? odd)
    {
        odd = null;
        var answer = JsonElement.Parse(body, _options);
        if (ObjectIn(answer, "error") is { } error)
        {
            context.Deny(ErrorOf(error, out odd));
            return null;
        }

        if (ObjectIn(answer, "disconnect") is { } disconnect)
        {
            context.Disconnect(CloseOf(disconnect, out odd));
            return null;
        }

        return ObjectIn(answer, "result") ?? throw new JsonException("The answer has neither result, error nor disconnect.");
    }

    // A no is a no, whatever its number: taken for a failure, it would be asked for again and again.
    private static ErrorCode ErrorOf(JsonElement error, out string? odd)
    {
        var message = Text(error, "message", MaxMessageBytes);
        var code = CodeIn(error);
        if (code is >= LowestError and <= HighestError)
        {
            odd = null;
            return new ErrorCode((uint)code, message, Flag(error, "temporary"));
        }

        odd = $"its error code {code} is not from {LowestError} to {HighestError}, and is taken as {ErrorCodes.PermissionDenied.Code}";
        return ErrorCodes.PermissionDenied with { Message = message.Length > 0 ? message : ErrorCodes.PermissionDenied.Message };
    }

    // Before version 4, Centrifugo's codes were any numbers, and "reconnect" said whether the client comes back.
    private static CloseCode CloseOf(JsonElement disconnect, out string? odd)
    {
        var reason = Text(disconnect, "reason", MaxReasonBytes);
        var code = CodeIn(disconnect);
        if (code is >= LowestClose and <= HighestClose)
        {
            odd = null;
            return new CloseCode((uint)code, reason);
        }

        var taken = Flag(disconnect, "reconnect") ? ComeBack : StayAway;
        odd = $"its disconnect code {code} is not from {LowestClose} to {HighestClose}, and is taken as {taken}";
        return new CloseCode(taken, reason);
    }

    private static long CodeIn(JsonElement denial) => Find(denial, "code") is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var code) ? code : 0;

    /// <summary>A time of Unix seconds; null for 0 and where there is none.</summary>
    public static DateTimeOffset? Time(JsonElement parent, string name)
    {
        var seconds = Find(parent, name) is null ? 0 : Number(parent, name, 0, LatestUnixSeconds);
        return seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);
    }

    /// <summary>JSON as it was written, or decoded from base64; empty where there is neither.</summary>
    public static ReadOnlyMemory<byte> Payload(JsonElement parent, string name)
        => Find(parent, "b64" + name) is { } base64 ? base64.GetBytesFromBase64() : Json(parent, name);

    /// <summary>JSON as it was written; empty where there is none.</summary>
    public static ReadOnlyMemory<byte> Json(JsonElement parent, string name)
        => Find(parent, name) is { } value ? Encoding.UTF8.GetBytes(value.GetRawText()) : default;

    /// <summary>A text; empty where there is none.</summary>
    public static string Text(JsonElement parent, string name, int maxBytes = int.MaxValue)
    {
        var text = Find(parent, name) is not { } value ? "" : value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Unfit(name);
        return Encoding.UTF8.GetByteCount(text) <= maxBytes ? text : throw Unfit(name);
    }

    public static bool Flag(JsonElement parent, string name) => Find(parent, name) is { ValueKind: JsonValueKind.True };

    /// <summary>A number that is not negative; 0 where there is none.</summary>
    public static ulong Version(JsonElement parent, string name)
        => Find(parent, name) is not { } value ? 0 : value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number) ? number : throw Unfit(name);

    /// <summary>A number of either sign; 0 where there is none.</summary>
    public static long Signed(JsonElement parent, string name) => Find(parent, name) is null ? 0 : Number(parent, name, long.MinValue, long.MaxValue);

    /// <summary>The elements of a list of objects; none where there is no list.</summary>
    public static IEnumerable<JsonElement> Objects(JsonElement parent, string name)
        => Find(parent, name) is not { } value ? []
            : value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().Select(element => element.ValueKind == JsonValueKind.Object ? element : throw Unfit(name))
                : throw Unfit(name);

    /// <summary>Whether there is something of a name.</summary>
    public static bool Has(JsonElement parent, string name) => Find(parent, name) is not null;

    /// <summary>Whether an entry has to be there.</summary>
    public static MapKeyMode KeyMode(JsonElement parent, string name) => Text(parent, name) switch
    {
        "" => MapKeyMode.Any,
        "if_new" => MapKeyMode.IfNew,
        "if_exists" => MapKeyMode.IfExists,
        _ => throw Unfit(name),
    };

    public static Dictionary<string, string>? Texts(JsonElement parent, string name)
        => ObjectIn(parent, name)?.EnumerateObject().ToDictionary(
            entry => entry.Name, entry => entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : throw Unfit(name), StringComparer.Ordinal);

    /// <summary>An object; null where there is none.</summary>
    public static JsonElement? ObjectIn(JsonElement parent, string name)
        => Find(parent, name) is { } value ? value.ValueKind == JsonValueKind.Object ? value : throw Unfit(name) : null;

    /// <summary>The elements of a list of texts.</summary>
    public static IEnumerable<string> List(JsonElement parent, string name)
        => Find(parent, name) is not { } value ? []
            : value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().Select(element => element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Unfit(name))
                : throw Unfit(name);

    /// <summary>The particulars of a subscription.</summary>
    public static SubscribeOptions Subscription(JsonElement result) => new()
    {
        Info = Payload(result, "info"),
        Data = Payload(result, "data"),
        ExpiresAt = Time(result, "expire_at"),
        Override = ObjectIn(result, "override") is not { } deviations
            ? SubscriptionOverride.None
            : new SubscriptionOverride
            {
                Presence = Deviation(deviations, "presence"),
                JoinLeave = Deviation(deviations, "join_leave"),
                ForcePushJoinLeave = Deviation(deviations, "force_push_join_leave"),
                ForceRecovery = Deviation(deviations, "force_recovery"),
                ForcePositioning = Deviation(deviations, "force_positioning"),
            },
    };

    private static bool? Deviation(JsonElement deviations, string name) => ObjectIn(deviations, name) is { } value ? Flag(value, "value") : null;

    private static long Number(JsonElement parent, string name, long lowest, long highest)
        => Find(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) && number >= lowest && number <= highest
            ? number
            : throw Unfit(name);

    private static JsonElement? Find(JsonElement parent, string name)
        => parent.ValueKind == JsonValueKind.Object
            ? parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null
            : throw new JsonException("The answer is no object.");

    private static JsonException Unfit(string name) => new($"The answer's \"{name}\" is not in its form.");
}
