using System.Runtime.InteropServices;
using System.Text.Json;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Jobs;

namespace Switchboard.RabbitMq.Celery;

/// <summary>What a worker of Celery says of a task: <c>{"task_id", "status", "result", "traceback", "children"}</c>.</summary>
internal static class TaskResult
{
    private static readonly ErrorCode _noJson = ErrorCodes.BadRequest with { Message = $"{ErrorCodes.BadRequest.Message}: what the task returned is no JSON, such as NaN" };

    private static ReadOnlySpan<byte> Success => "\"SUCCESS\""u8;

    /// <summary>Reads it; null where it is not that.</summary>
    /// <param name="key">The attempt.</param>
    /// <param name="body">The message.</param>
    /// <param name="maxBytes">How large a result may be.</param>
    /// <param name="logTraceback">Takes tracebacks, which are for nobody else.</param>
    public static JobReport? Read(AttemptKey key, ReadOnlyMemory<byte> body, int maxBytes, Action<AttemptKey, string> logTraceback)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || TextOf(root, "status") is not { } status)
            {
                return null;
            }

            if (TextOf(root, "traceback") is { Length: > 0 } traceback)
            {
                logTraceback(key, traceback);
            }

            return Read(key, status, root.TryGetProperty("result", out var result) ? result : default, maxBytes);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Python writes NaN, which is no JSON; another serializer, or half a surrogate pair in an escape. The task was carried out all the same.
            return body.Span.IndexOf(Success) >= 0 ? new JobReport(key.Id, key.Attempt, JobReportKind.Failed) { Error = _noJson } : null;
        }
    }

    private static JobReport? Read(AttemptKey key, string status, JsonElement result, int maxBytes) => status switch
    {
        "SUCCESS" => new ReportContent(DataOf(result), maxBytes).ToEnd(key),
        "FAILURE" => new(key.Id, key.Attempt, JobReportKind.Failed) { Error = TaskError.Of(result) },
        "REVOKED" => TaskError.IsExpiry(result) ? new(key.Id, key.Attempt, JobReportKind.Failed) { Error = ErrorCodes.Expired } : new(key.Id, key.Attempt, JobReportKind.Cancelled),
        "RETRY" => new(key.Id, key.Attempt, JobReportKind.Retrying),
        "STARTED" => new(key.Id, key.Attempt, JobReportKind.Started),
        _ => new ReportContent(DataOf(result), maxBytes) is { Fits: true } content ? new(key.Id, key.Attempt, JobReportKind.Progress) { Data = content.Copy() } : null,
    };

    private static ReadOnlyMemory<byte> DataOf(JsonElement result)
        => result.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? ReadOnlyMemory<byte>.Empty : JsonMarshal.GetRawUtf8Value(result).ToArray();

    private static string? TextOf(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
