using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Jobs;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Commands.Jobs;

/// <summary>Tells of jobs, cancels them, and has them run again: one's own, and for services that may do everything those of all.</summary>
internal sealed class JobKeeper(IJobStore store, JobLanes lanes, JobTransitions transitions, JobSettlement settlement, RecurringJobs recurring, JobReader reader, SettingsHolder settings)
{
    // A worker, or the loop, may be quicker now and then.
    private const int Tries = 10;

    private const int Portion = 64;

    private static readonly ErrorCode _unknown = InvalidField.Of("id", "is not that of a job of yours, or the job is not kept any more");

    private static readonly ErrorCode _noCursor = InvalidField.Of("cursor", "is none that a page had");

    /// <summary>Tells of a job.</summary>
    public ValueTask<Result<Job>> FindAsync(OperationCaller caller, string? id, CancellationToken cancellationToken) => TryAsync<Job>(async () =>
    {
        var found = await ReadAsync(caller, id, cancellationToken);
        return found.IsSuccess ? reader.Describe(found.Value!) : found.As<Job>();
    });

    /// <summary>Lists jobs, the newest at the beginning.</summary>
    public ValueTask<Result<JobList>> ListAsync(OperationCaller caller, JobFilter filter, CancellationToken cancellationToken) => TryAsync<JobList>(async () =>
    {
        var (size, owner) = (PageSize.Of(filter.Limit), OwnerOf(caller, filter.User));
        if (!size.IsSuccess || !owner.IsSuccess)
        {
            return size.IsSuccess ? owner.As<JobList>() : size.As<JobList>();
        }

        if (filter.Cursor is { } cursor && !JobIds.IsOne(cursor))
        {
            return _noCursor;
        }

        var query = new JobQuery
        {
            Owner = owner.Value,
            Method = filter.Method,
            States = JobNames.StoredStatesOf(filter.State),
            Before = filter.Cursor,
            Limit = size.Value,
        };
        var page = await ReadAsync(query, settings.Current.ReplyBytesFor(caller.Principal), cancellationToken);
        var jobs = page.Jobs.Select(reader.Describe).Where(job => filter.State is null || job.State == filter.State).Select(static job => job with { Result = default });
        return new JobList([.. jobs], page.Cursor);
    });

    /// <summary>Reads a page in portions, so that no more is read than fits.</summary>
    private async ValueTask<(List<StoredJob> Jobs, string? Cursor)> ReadAsync(JobQuery query, int maxBytes, CancellationToken cancellationToken)
    {
        var jobs = new List<StoredJob>();
        var bytes = 0L;
        while (jobs.Count < query.Limit && bytes < maxBytes)
        {
            var size = Math.Min(query.Limit - jobs.Count, Portion);
            var portion = await store.ListAsync(query with { Before = jobs.Count == 0 ? query.Before : jobs[^1].Id, Limit = size }, cancellationToken);
            jobs.AddRange(portion);
            bytes += portion.Sum(static job => (long)job.Body.Length + job.Outcome.Length);
            if (portion.Count < size)
            {
                return (jobs, null);
            }
        }

        return (jobs, jobs[^1].Id);
    }

    /// <summary>Cancels a job. False where it has ended.</summary>
    public ValueTask<Result<bool>> CancelAsync(OperationCaller caller, string? id, CancellationToken cancellationToken)
        => ChangeAsync(caller, id, static job => job.State < StoredJobState.Done, CancelAsync, cancellationToken);

    /// <summary>Runs a job again from the beginning that has failed or was cancelled. False where it is in another state.</summary>
    public ValueTask<Result<bool>> RetryAsync(OperationCaller caller, string? id, CancellationToken cancellationToken)
        => ChangeAsync(caller, id, static job => job.State is StoredJobState.Failed or StoredJobState.Cancelled, ReopenAsync, cancellationToken);

    /// <summary>Changes a job that is fit for it. The change is null where somebody else was quicker.</summary>
    private ValueTask<Result<bool>> ChangeAsync(
        OperationCaller caller, string? id, Predicate<StoredJob> isFit, Func<StoredJob, ValueTask<Result<bool>?>> change, CancellationToken cancellationToken) => TryAsync<bool>(async () =>
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var found = await ReadAsync(caller, id, cancellationToken);
            if (!found.IsSuccess || !isFit(found.Value!))
            {
                return found.IsSuccess ? false : found.As<bool>();
            }

            if (await change(found.Value!) is { } outcome)
            {
                return outcome;
            }
        }

        return ErrorCodes.TooManyRequests;
    });

    private async ValueTask<Result<bool>?> CancelAsync(StoredJob job)
    {
        if (await settlement.SettleAsync(transitions.Cancelled(job)) is null)
        {
            return null;
        }

        if (job.State == StoredJobState.Running && lanes.Find(job.Queue) is { } lane)
        {
            await lane.CancelAsync(job);
        }

        return true;
    }

    private async ValueTask<Result<bool>?> ReopenAsync(StoredJob job)
    {
        var again = transitions.Rerun(job, lanes.QueueOf(job.Method));
        if ((JobBody.Of(job).Cron is null ? again : recurring.Resume(again)) is not { } change)
        {
            return false;
        }

        var limit = OpenJobLimit.Of(job.Owner, settings.Current.Jobs);
        return await settlement.ReopenAsync(change, limit.Max) switch
        {
            JobReopening.Reopened => true,
            JobReopening.Full => limit.Error,
            _ => null,
        };
    }

    private async ValueTask<Result<StoredJob>> ReadAsync(OperationCaller caller, string? id, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(id))
        {
            return InvalidField.Missing("id");
        }

        var job = await store.FindAsync(id, cancellationToken);
        return job is not null && (SeesAll(caller) || OwnerNames.Of(caller.Principal, caller.Key) == job.Owner) ? job : _unknown;
    }

    private static Result<string?> OwnerOf(OperationCaller caller, string? user)
    {
        if (UserIds.Check(user) is { } invalid)
        {
            return invalid;
        }

        var own = OwnerNames.Of(caller.Principal, caller.Key);
        if (SeesAll(caller))
        {
            return user is null ? null : OwnerNames.OfUser(user);
        }

        return own is not null && (user is null || own == OwnerNames.OfUser(user)) ? own : ErrorCodes.PermissionDenied;
    }

    // Whoever may do less than everything sees nobody else's: they may hold what it must not read.
    private static bool SeesAll(OperationCaller caller)
        => caller.Principal.IsAdministrator || (caller.Principal.Kind == PrincipalKind.Service && caller.Key is not { IsLimited: true });

    private static async ValueTask<Result<T>> TryAsync<T>(Func<ValueTask<Result<T>>> act)
    {
        try
        {
            return await act();
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }
}
