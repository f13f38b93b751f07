using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.Commands.Jobs;

/// <summary><c>job</c>.</summary>
internal sealed class JobOperation(JobHandler handler)
    : Operation<JobRequest, JobResult>("job", OperationJsonContext.Default.JobRequest, OperationJsonContext.Default.JobResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<JobResult>> ExecuteAsync(OperationCaller caller, JobRequest request, CancellationToken cancellationToken)
    {
        var job = new JobSubmission(request.Method ?? "", request.Data.Utf8)
        {
            IsCheckedJson = true,
            DeadlineMilliseconds = request.DeadlineMs,
            At = request.At,
            DelayMilliseconds = request.DelayMs,
            ExpiresMilliseconds = request.ExpiresMs,
            Cron = RequestReader.TextOf(request.Cron),
            TimeZone = RequestReader.TextOf(request.TimeZone),
            Priority = request.Priority,
            Retries = request.Retries,
            IdempotencyKey = RequestReader.TextOf(request.IdempotencyKey),
        };
        var outcome = await handler.SubmitAsync(caller, job, cancellationToken);
        return outcome.IsSuccess ? new JobResult { Id = outcome.Value!.Id } : outcome.As<JobResult>();
    }
}

/// <summary>Has a method carried out, however long it takes.</summary>
internal sealed record JobRequest
{
    [Description("The method.")]
    [Required]
    public string? Method { get; init; }

    [Description("What it is called with: any JSON value.")]
    public RawJson Data { get; init; }

    [Description("The milliseconds that an attempt may take. Absent, the default of the server.")]
    public long? DeadlineMs { get; init; }

    [Description("When it is carried out at the earliest, in Unix milliseconds. This, delay_ms or neither.")]
    public long? At { get; init; }

    [Description("In how many milliseconds it is carried out at the earliest.")]
    public long? DelayMs { get; init; }

    [Description("The milliseconds after which it is not begun any more, and fails. Absent, never.")]
    public long? ExpiresMs { get; init; }

    [Description("When it is carried out again and again: a cron expression of five fields, or of six with seconds. Each turn is a job of its own.")]
    public string? Cron { get; init; }

    [Description("The time zone of cron, such as Europe/Berlin. Absent, UTC.")]
    public string? TimeZone { get; init; }

    [Description("From 1 to 5; of the jobs that wait, those of higher priority come first. Absent, 3.")]
    public int? Priority { get; init; }

    [Description("How often it is tried again after a failure. Absent, the default of the server.")]
    public int? Retries { get; init; }

    [Description("A key under which the caller submits one job, however often it asks, for as long as the job is kept.")]
    public string? IdempotencyKey { get; init; }
}

/// <summary>What was submitted.</summary>
internal sealed record JobResult
{
    [Description("The job's id. The same as before where its key was used before.")]
    public required string Id { get; init; }
}
