using System.Text.Json;
using Switchboard.Client.Inbox;
using static Switchboard.Client.JsonFields;

namespace Switchboard.Client.Jobs;

/// <summary>The payloads of the operations of jobs, and of what is told of them: JSON in either encoding.</summary>
internal static class JobCodec
{
    /// <summary>Writes <c>sb.job</c>.</summary>
    public static ReadOnlyMemory<byte> WriteSubmit(string method, ReadOnlyMemory<byte> data, JobOptions options, string key) => Write(writer =>
    {
        writer.WriteString("method", method);
        WriteData(writer, "data", data);
        WriteNumber(writer, "deadline_ms", MillisecondsOf(options.Deadline));
        WriteNumber(writer, "at", options.At?.ToUnixTimeMilliseconds());
        WriteNumber(writer, "expires_ms", MillisecondsOf(options.ExpiresAfter));
        WriteOptional(writer, "cron", options.Cron);
        WriteOptional(writer, "time_zone", options.TimeZone);
        writer.WriteNumber("priority", options.Priority);
        WriteNumber(writer, "retries", options.Retries);
        writer.WriteString("idempotency_key", key);
    });

    /// <summary>Writes <c>sb.job_status</c>, <c>sb.job_cancel</c> or <c>sb.job_retry</c>.</summary>
    public static ReadOnlyMemory<byte> WriteId(string id) => Write(writer => writer.WriteString("id", id));

    /// <summary>Writes <c>sb.jobs</c>.</summary>
    public static ReadOnlyMemory<byte> WriteList(JobFilter filter) => Write(writer =>
    {
        WriteOptional(writer, "user", filter.User);
        WriteOptional(writer, "method", filter.Method);
        WriteOptional(writer, "state", filter.State is { } state ? JobNames.NameOf(state) : null);
        WriteOptional(writer, "cursor", filter.Cursor);
        writer.WriteNumber("limit", filter.Limit);
    });

    /// <summary>Reads the answer to <c>sb.job</c>.</summary>
    public static string ReadId(JsonElement answer) => answer.GetProperty("id").GetString()!;

    /// <summary>Reads the answer to <c>sb.job_cancel</c>.</summary>
    public static bool ReadCancelled(JsonElement answer) => answer.GetProperty("cancelled").GetBoolean();

    /// <summary>Reads the answer to <c>sb.job_retry</c>.</summary>
    public static bool ReadRetried(JsonElement answer) => answer.GetProperty("retried").GetBoolean();

    /// <summary>Reads the answer to <c>sb.jobs</c>.</summary>
    public static JobList ReadList(JsonElement answer)
    {
        var cursor = ReadText(answer, "cursor");
        return new JobList([.. answer.GetProperty("jobs").EnumerateArray().Select(ReadJob)], cursor.Length == 0 ? null : cursor);
    }

    /// <summary>Reads a job.</summary>
    /// <exception cref="FormatException">Its state is none that this client knows.</exception>
    public static Job ReadJob(JsonElement job)
    {
        var state = JobNames.ParseState(ReadText(job, "state")) ?? throw new FormatException("There is no such state of a job.");
        return new Job(ReadText(job, "id"), ReadText(job, "method"), state)
        {
            User = ReadText(job, "user"),
            Attempt = (int)(ReadNumber(job, "attempt") ?? 0),
            CreatedAt = ReadTime(job, "created_at") ?? default,
            DueAt = ReadTime(job, "due_at") ?? default,
            EndedAt = ReadTime(job, "ended_at"),
            Cron = ReadText(job, "cron") is { Length: > 0 } cron ? cron : null,
            Progress = ReadData(job, "progress"),
            Result = ReadData(job, "result"),
            Error = job.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? ReadError(error) : null,
        };
    }

    /// <summary>Reads what a publication of the user's inbox tells of a job; null where it tells of none.</summary>
    public static Job? ReadNotice(string channel, Publication publication)
    {
        if (publication.Event != JobNames.Event)
        {
            return null;
        }

        try
        {
            using var document = Parse(publication.Data);
            return ReadJob(document.RootElement) with { User = InboxNames.UserOf(channel) };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // Of a form that this client does not know, or another event of that name.
            return null;
        }
    }

    private static ErrorCode ReadError(JsonElement error) => new((uint)(ReadNumber(error, "code") ?? ErrorCodes.Internal.Code), ReadText(error, "message"));

    private static long? MillisecondsOf(TimeSpan? time) => time is { } given ? (long)Math.Ceiling(given.TotalMilliseconds) : null;
}
