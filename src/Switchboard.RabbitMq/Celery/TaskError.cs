using System.Text.Json;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.RabbitMq.Celery;

/// <summary>What Celery says of an exception: <c>{"exc_type", "exc_message", "exc_module"}</c>, the message a text or the list of the exception's arguments.</summary>
internal static class TaskError
{
    /// <summary>The error that callers are told.</summary>
    public static ErrorCode Of(JsonElement result)
    {
        var (type, message) = Read(result);
        return type switch
        {
            "NotRegistered" => ErrorCodes.MethodNotFound with { Message = WorkerError.Shorten(message.Length > 0 ? $"no Celery worker has the task '{message.Trim('\'')}'" : ErrorCodes.MethodNotFound.Message) },
            "WorkerLostError" => ErrorCodes.WorkerLost,
            "TimeLimitExceeded" or "SoftTimeLimitExceeded" => ErrorCodes.DeadlineExceeded,
            _ => ErrorCodes.Internal with { Message = WorkerError.Shorten(message.Length > 0 ? $"{type}: {message}" : type) },
        };
    }

    /// <summary>Whether a task was left alone because its time was over.</summary>
    public static bool IsExpiry(JsonElement result) => Read(result).Message == "expired";

    private static (string Type, string Message) Read(JsonElement result)
        => result.ValueKind == JsonValueKind.Object
            ? (TextOf(result, "exc_type") is { Length: > 0 } type ? type : "failed", TextOf(result, "exc_message"))
            : ("failed", "");

    private static string TextOf(JsonElement result, string name) => result.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(static part => part.ValueKind == JsonValueKind.String ? part.GetString() : part.GetRawText())),
            _ => "",
        }
        : "";
}
