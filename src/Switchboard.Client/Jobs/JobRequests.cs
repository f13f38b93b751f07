using Switchboard.Client.Requests;

namespace Switchboard.Client.Jobs;

/// <summary>The operations of jobs.</summary>
internal sealed class JobRequests(HubOperations operations)
{
    public Task<string> SubmitAsync(string method, ReadOnlyMemory<byte> data, JobOptions options, CancellationToken cancellationToken)
    {
        // Without a key, one that was sent again behind a lost connection would be a second job.
        var key = options.IdempotencyKey ?? HubOperations.CreateKey();
        return operations.InvokeAsync("job", method, JobCodec.WriteSubmit(method, data, options, key), JobCodec.ReadId, isIdempotent: true, cancellationToken);
    }

    public Task<Job> FindAsync(string id, CancellationToken cancellationToken)
        => operations.InvokeAsync("job_status", "job", JobCodec.WriteId(id), JobCodec.ReadJob, isIdempotent: true, cancellationToken);

    public Task<JobList> ListAsync(JobFilter filter, CancellationToken cancellationToken)
        => operations.InvokeAsync("jobs", "job", JobCodec.WriteList(filter), JobCodec.ReadList, isIdempotent: true, cancellationToken);

    // Asked again, the answers would tell of the state behind the first time.
    public Task<bool> CancelAsync(string id, CancellationToken cancellationToken)
        => operations.InvokeAsync("job_cancel", "job", JobCodec.WriteId(id), JobCodec.ReadCancelled, isIdempotent: false, cancellationToken);

    public Task<bool> RetryAsync(string id, CancellationToken cancellationToken)
        => operations.InvokeAsync("job_retry", "job", JobCodec.WriteId(id), JobCodec.ReadRetried, isIdempotent: false, cancellationToken);
}
