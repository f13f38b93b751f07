using Switchboard.Commands.Jobs;

namespace Switchboard.Commands;

/// <content>Jobs.</content>
internal sealed partial class SwitchboardHub
{
    /// <inheritdoc/>
    public async ValueTask<string> SubmitJobAsync(string method, ReadOnlyMemory<byte> data = default, JobOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        options ??= JobOptions.None;
        var job = new JobSubmission(method, data)
        {
            DeadlineMilliseconds = (long?)options.Deadline?.TotalMilliseconds,
            At = options.At is { } at ? Math.Max(1, at.ToUnixTimeMilliseconds()) : null,
            ExpiresMilliseconds = (long?)options.ExpiresAfter?.TotalMilliseconds,
            Cron = string.IsNullOrEmpty(options.Cron) ? null : options.Cron,
            TimeZone = string.IsNullOrEmpty(options.TimeZone) ? null : options.TimeZone,
            Priority = options.Priority,
            Retries = options.Retries,
            IdempotencyKey = string.IsNullOrEmpty(options.IdempotencyKey) ? null : options.IdempotencyKey,
        };
        return ValueOf(await jobs.SubmitAsync(OperationCaller.Server, job, cancellationToken)).Id;
    }

    /// <inheritdoc/>
    public async ValueTask<Job> JobAsync(string id, CancellationToken cancellationToken = default) => ValueOf(await keeper.FindAsync(OperationCaller.Server, id, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<JobList> JobsAsync(JobFilter? filter = null, CancellationToken cancellationToken = default)
        => ValueOf(await keeper.ListAsync(OperationCaller.Server, filter ?? JobFilter.None, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<bool> CancelJobAsync(string id, CancellationToken cancellationToken = default) => ValueOf(await keeper.CancelAsync(OperationCaller.Server, id, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<bool> RetryJobAsync(string id, CancellationToken cancellationToken = default) => ValueOf(await keeper.RetryAsync(OperationCaller.Server, id, cancellationToken));
}
