using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Switchboard.Json;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Commands.Jobs;

/// <summary><c>job_status</c>.</summary>
internal sealed class JobStatusOperation(JobKeeper keeper)
    : Operation<JobIdRequest, JobInfo>("job_status", OperationJsonContext.Default.JobIdRequest, OperationJsonContext.Default.JobInfo)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<JobInfo>> ExecuteAsync(OperationCaller caller, JobIdRequest request, CancellationToken cancellationToken)
    {
        var outcome = await keeper.FindAsync(caller, request.Id, cancellationToken);
        return outcome.IsSuccess ? JobInfo.Of(outcome.Value!) : outcome.As<JobInfo>();
    }
}

/// <summary><c>job_cancel</c>.</summary>
internal sealed class JobCancelOperation(JobKeeper keeper)
    : Operation<JobIdRequest, JobCancelResult>("job_cancel", OperationJsonContext.Default.JobIdRequest, OperationJsonContext.Default.JobCancelResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<JobCancelResult>> ExecuteAsync(OperationCaller caller, JobIdRequest request, CancellationToken cancellationToken)
    {
        var outcome = await keeper.CancelAsync(caller, request.Id, cancellationToken);
        return outcome.IsSuccess ? new JobCancelResult { Cancelled = outcome.Value } : outcome.As<JobCancelResult>();
    }
}

/// <summary><c>job_retry</c>.</summary>
internal sealed class JobRetryOperation(JobKeeper keeper)
    : Operation<JobIdRequest, JobRetryResult>("job_retry", OperationJsonContext.Default.JobIdRequest, OperationJsonContext.Default.JobRetryResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<JobRetryResult>> ExecuteAsync(OperationCaller caller, JobIdRequest request, CancellationToken cancellationToken)
    {
        var outcome = await keeper.RetryAsync(caller, request.Id, cancellationToken);
        return outcome.IsSuccess ? new JobRetryResult { Retried = outcome.Value } : outcome.As<JobRetryResult>();
    }
}

/// <summary>Names a job.</summary>
internal sealed record JobIdRequest
{
    [Description("The job's id.")]
    [Required]
    public string? Id { get; init; }
}

/// <summary>Whether a job was cancelled.</summary>
internal sealed record JobCancelResult
{
    [Description("Whether it was. False where it had ended.")]
    public required bool Cancelled { get; init; }
}

/// <summary>Whether a job is run again.</summary>
internal sealed record JobRetryResult
{
    [Description("Whether it is. False where it has neither failed nor was cancelled, or no turn of its cron expression is to come.")]
    public required bool Retried { get; init; }
}

/// <summary>A job.</summary>
internal sealed record JobInfo
{
    [Description("Its id.")]
    public required string Id { get; init; }

    [Description("The method.")]
    public required string Method { get; init; }

    [Description("queued, started, retrying, done, failed or cancelled.")]
    public required string State { get; init; }

    [Description("The user who submitted it; absent for services.")]
    public string? User { get; init; }

    [Description("How often it was given to a worker.")]
    public required int Attempt { get; init; }

    [Description("When it was submitted, in Unix milliseconds.")]
    public required long CreatedAt { get; init; }

    [Description("When it is given to a worker at the earliest, in Unix milliseconds; absent where it is not waiting.")]
    public long? DueAt { get; init; }

    [Description("When it ended, in Unix milliseconds.")]
    public long? EndedAt { get; init; }

    [Description("Its cron expression, where each turn makes a job.")]
    public string? Cron { get; init; }

    [Description("How far the work has come, as its worker last said.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Progress { get; init; }

    [Description("What the method returned.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public RawJson Result { get; init; }

    [Description("Why it failed, or why the attempt before failed.")]
    public ApiError? Error { get; init; }

    /// <summary>The same as clients are told it.</summary>
    public static JobInfo Of(Job job) => new()
    {
        Id = job.Id,
        Method = job.Method,
        State = JobNames.Of(job.State),
        User = RequestReader.TextOf(job.User),
        Attempt = job.Attempt,
        CreatedAt = job.CreatedAt.ToUnixTimeMilliseconds(),
        DueAt = job.State is JobState.Queued or JobState.Retrying ? job.DueAt.ToUnixTimeMilliseconds() : null,
        EndedAt = job.EndedAt?.ToUnixTimeMilliseconds(),
        Cron = job.Cron,
        Progress = new RawJson(job.Progress),
        Result = new RawJson(job.Result),
        Error = job.Error is { } error ? ApiError.Of(error) : null,
    };
}
