using System.ComponentModel;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Commands.Jobs;

/// <summary><c>jobs</c>.</summary>
internal sealed class JobsOperation(JobKeeper keeper)
    : Operation<JobsRequest, JobsResult>("jobs", OperationJsonContext.Default.JobsRequest, OperationJsonContext.Default.JobsResult)
{
    private static readonly ErrorCode _noState = InvalidField.Of("state", $"must be one of {string.Join(", ", JobNames.States)}");

    /// <inheritdoc/>
    protected override async ValueTask<Result<JobsResult>> ExecuteAsync(OperationCaller caller, JobsRequest request, CancellationToken cancellationToken)
    {
        var name = RequestReader.TextOf(request.State);
        var state = name is null ? null : JobNames.StateOf(name);
        if (name is not null && state is null)
        {
            return _noState;
        }

        var filter = new JobFilter
        {
            User = RequestReader.TextOf(request.User),
            Method = RequestReader.TextOf(request.Method),
            State = state,
            Cursor = RequestReader.TextOf(request.Cursor),
            Limit = request.Limit ?? 0,
        };
        var outcome = await keeper.ListAsync(caller, filter, cancellationToken);
        return outcome.IsSuccess ? new JobsResult { Jobs = [.. outcome.Value!.Jobs.Select(JobInfo.Of)], Cursor = outcome.Value.Cursor } : outcome.As<JobsResult>();
    }
}

/// <summary>Asks for jobs.</summary>
internal sealed record JobsRequest
{
    [Description("Of this user. Absent: one's own, and for services that may do everything those of all.")]
    public string? User { get; init; }

    [Description("Of this method.")]
    public string? Method { get; init; }

    [Description("In this state: queued, started, retrying, done, failed or cancelled.")]
    public string? State { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most jobs to return, up to 1000. 0 or absent is 100. A page may be shorter, and there are more while there is a cursor.")]
    public int? Limit { get; init; }
}

/// <summary>Jobs: a page.</summary>
internal sealed record JobsResult
{
    [Description("The jobs, the newest at the beginning, without their results.")]
    public required IReadOnlyList<JobInfo> Jobs { get; init; }

    [Description("Asks for the next page; absent where there is none.")]
    public string? Cursor { get; init; }
}
