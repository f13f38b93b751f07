using System.Text.Json;
using System.Text.Json.Serialization;
using Switchboard.Extensibility;
using Switchboard.Json;

namespace Switchboard.Jobs;

/// <summary>What a job is to do, and how. Stored as JSON: names must not change.</summary>
internal sealed record JobBody
{
    /// <summary>What the method is called with; absent for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Data { get; init; }

    /// <summary>The milliseconds that an attempt may take.</summary>
    public required long DeadlineMs { get; init; }

    /// <summary>How often it is tried again after a failure.</summary>
    public int Retries { get; init; }

    /// <summary>When it makes a job, again and again; null for one that is carried out itself.</summary>
    public string? Cron { get; init; }

    /// <summary>The time zone of <see cref="Cron"/>; null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The client id of the connection that submitted it; null for none.</summary>
    public string? Client { get; init; }

    /// <summary>JSON that was attached to that connection; absent for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Info { get; init; }

    /// <summary>Whose key it was submitted with, as the audit names it; null where the owner says it all.</summary>
    public string? By { get; init; }

    /// <summary>When that key was made, in Unix milliseconds; null where there is none.</summary>
    public long? KeyCreatedAt { get; init; }

    /// <summary>The trace in which it was submitted; null for none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The time that an attempt may take.</summary>
    [JsonIgnore]
    public TimeSpan Deadline => TimeSpan.FromMilliseconds(DeadlineMs);

    /// <summary>What a job of the store is to do.</summary>
    public static JobBody Of(StoredJob job) => JsonSerializer.Deserialize(job.Body.Span, JobJsonContext.Default.JobBody)!;

    /// <summary>As it is stored.</summary>
    public ReadOnlyMemory<byte> ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, JobJsonContext.Default.JobBody);
}

/// <summary>What has come of a job so far. Stored as JSON: names must not change.</summary>
internal sealed record JobOutcome
{
    /// <summary>Nothing.</summary>
    public static JobOutcome None { get; } = new();

    /// <summary>What the method returned; absent for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Result { get; init; }

    /// <summary>Why the last attempt failed; null where it did not.</summary>
    public JobError? Error { get; init; }

    /// <summary>How many attempts failed. Those whose worker was lost are not counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Failures { get; init; }

    /// <summary>When the job ended, in Unix milliseconds; null before.</summary>
    public long? EndedAt { get; init; }

    /// <summary>When a broker confirmed the present attempt, in Unix milliseconds; null where none has.</summary>
    public long? SentAt { get; init; }

    /// <summary>How many attempts were lost, since somebody had it run again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Losses { get; init; }

    /// <summary>Of a job that recurs: the time of its next turn, in Unix milliseconds; null for the first.</summary>
    public long? NextTurn { get; init; }

    /// <summary>What has come of a job of the store.</summary>
    public static JobOutcome Of(StoredJob job) => job.Outcome.IsEmpty ? None : JsonSerializer.Deserialize(job.Outcome.Span, JobJsonContext.Default.JobOutcome)!;

    /// <summary>As it is stored; empty for nothing.</summary>
    public ReadOnlyMemory<byte> ToBytes() => this == None ? default(ReadOnlyMemory<byte>) : JsonSerializer.SerializeToUtf8Bytes(this, JobJsonContext.Default.JobOutcome);
}

/// <summary>An error, as it is stored and as clients are told it.</summary>
/// <param name="Code">The number.</param>
/// <param name="Message">The text.</param>
internal sealed record JobError(uint Code, string Message)
{
    /// <summary>The same; null for none.</summary>
    public static JobError? Of(ErrorCode? error) => error is null ? null : new JobError(error.Code, error.Message);

    /// <summary>The same, as the hub has it.</summary>
    public ErrorCode ToErrorCode() => new(Code, Message);
}

/// <summary>How jobs are stored, and their owners told.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobBody))]
[JsonSerializable(typeof(JobOutcome))]
[JsonSerializable(typeof(JobNotice))]
internal sealed partial class JobJsonContext : JsonSerializerContext;
