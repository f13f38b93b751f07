using System.Text.Json.Serialization;
using Switchboard.Json;
using Switchboard.Names;

namespace Switchboard.Jobs;

/// <summary>What an owner is told of a job: the event <c>job</c>.</summary>
internal sealed record JobNotice
{
    public required string Id { get; init; }

    public required string Method { get; init; }

    public required string State { get; init; }

    public required int Attempt { get; init; }

    /// <summary>The id of the message that keeps it, by which it is marked; null for what is not kept.</summary>
    public string? Message { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Progress { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Result { get; init; }

    public JobError? Error { get; init; }

    public required long CreatedAt { get; init; }

    public long? DueAt { get; init; }

    public long? EndedAt { get; init; }

    /// <summary>What is told of a job as it stands.</summary>
    public static JobNotice Of(Job job) => new()
    {
        Id = job.Id,
        Method = job.Method,
        State = JobNames.Of(job),
        Attempt = job.Attempt,
        Progress = new RawJson(job.Progress),
        Result = new RawJson(job.Result),
        Error = JobError.Of(job.Error),
        CreatedAt = job.CreatedAt.ToUnixTimeMilliseconds(),
        DueAt = job.State is JobState.Queued or JobState.Retrying ? job.DueAt.ToUnixTimeMilliseconds() : null,
        EndedAt = job.EndedAt?.ToUnixTimeMilliseconds(),
    };
}
