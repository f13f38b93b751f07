using System.Text.Json;

namespace Switchboard.RabbitMq.Jobs;

/// <summary>What a worker says of a failure.</summary>
internal static class WorkerError
{
    private const int MaxMessageLength = 1000;
    private const uint FirstOfApplication = 400;
    private const uint LastOfApplication = 1999;

    /// <summary>Reads <c>{"code", "message", "temporary"}</c>. What is missing or not allowed is that of an internal error.</summary>
    public static ErrorCode Read(ReportContent content)
    {
        if (!content.Fits || !content.IsUsable || content.Span.IsEmpty)
        {
            return ErrorCodes.Internal;
        }

        using var document = JsonDocument.Parse(content.Copy());
        var error = document.RootElement;
        return error.ValueKind == JsonValueKind.Object ? Read(error) : ErrorCodes.Internal;
    }

    /// <summary>A text that fits into an answer.</summary>
    public static string Shorten(string text) => text.Length <= MaxMessageLength ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[MaxMessageLength - 1]) ? MaxMessageLength - 1 : MaxMessageLength)}…";

    private static ErrorCode Read(JsonElement error)
    {
        var code = error.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetUInt32(out var value) && IsAllowed(value) ? value : ErrorCodes.Internal.Code;
        var known = ErrorCodes.All.FirstOrDefault(each => each.Code == code);
        return new ErrorCode(
            code,
            TextOf(error) is { Length: > 0 } text ? Shorten(text) : known?.Message ?? "failed",
            error.TryGetProperty("temporary", out var temporary) ? temporary.ValueKind == JsonValueKind.True : known?.Temporary ?? false);
    }

    private static string? TextOf(JsonElement error)
    {
        try
        {
            return error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, in an escape.
            return null;
        }
    }

    private static bool IsAllowed(uint code) => code is >= FirstOfApplication and <= LastOfApplication || ErrorCodes.All.Any(each => each.Code == code);
}
