using System.Text;
using Switchboard.Commands.Calls;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Hooks;
using Switchboard.Jobs;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Security;
using Switchboard.Timing;

namespace Switchboard.Commands.Jobs;

/// <summary>Somebody submits a job. Permission is decided now, as for a call, and not again when it is carried out.</summary>
internal sealed class JobHandler(ChannelAuthorizer authorizer, HookDecisions hooks, JobSubmitter submitter, SettingsHolder settings, Clock clock)
{
    private const int LowestPriority = 1;
    private const int DefaultPriority = 3;
    private const int HighestPriority = 5;

    /// <summary>Takes a job in.</summary>
    public async ValueTask<Result<StoredJob>> SubmitAsync(OperationCaller caller, JobSubmission job, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(job.Method))
        {
            return InvalidField.Missing("method");
        }

        // Whoever is anonymous cannot be told from others who are: their results would be anybody's.
        if (OwnerNames.Of(caller.Principal, caller.Key) is not { } owner)
        {
            return ErrorCodes.PermissionDenied;
        }

        var asksHook = caller.Connection is not null && hooks.Has(HookKinds.Calling);
        var admission = authorizer.Authorize(caller.Principal, Operations.Call, job.Method, asksHook, isSubscribed: false, hasToken: false);
        if (!admission.IsSuccess)
        {
            return admission.Error == ErrorCodes.UnknownChannel ? _noNamespace : admission.Error!;
        }

        if (asksHook)
        {
            var decision = await CallingHook.AskAsync(hooks, caller.Connection!, new CallRequest(job.Method, job.Data) { IsCheckedJson = job.IsCheckedJson }, admission.Value);
            if (decision.Answer is { } answer)
            {
                return answer.IsSuccess ? _answered : answer.As<StoredJob>();
            }

            job = job with { Data = decision.Request.Data, IsCheckedJson = decision.Request.IsCheckedJson };
        }

        return await SubmitPermittedAsync(caller, owner, job, admission.Value.Namespace, cancellationToken);
    }

    // Nobody has to serve the method of a job yet.
    private static readonly ErrorCode _noNamespace = ErrorCodes.MethodNotFound with { Message = $"{ErrorCodes.MethodNotFound.Message}: no namespace is configured that has a method of this name" };

    private static readonly ErrorCode _answered = ErrorCodes.NotAvailable with { Message = $"{ErrorCodes.NotAvailable.Message}: a hook answers this method at once; call it" };

    private async ValueTask<Result<StoredJob>> SubmitPermittedAsync(
        OperationCaller caller, string owner, JobSubmission job, NamespaceSettings space, CancellationToken cancellationToken)
    {
        if ((CheckPayload(job, space) ?? CheckFields(job)) is { } refusal)
        {
            return refusal;
        }

        var begin = TimeOf(job);
        if (!begin.IsSuccess)
        {
            return begin.As<StoredJob>();
        }

        var expiry = job.ExpiresMilliseconds is { } left ? DateTimeOffset.FromUnixTimeMilliseconds(clock.UtcNow.ToUnixTimeMilliseconds() + left) : default(DateTimeOffset?);
        if (expiry <= begin.Value)
        {
            return InvalidField.Of("expires_ms", "ends before the job may begin (at, delay_ms)");
        }

        try
        {
            return await submitter.SubmitAsync(owner, job.Method, new JobTiming(begin.Value, expiry, job.Priority ?? DefaultPriority, job.IdempotencyKey), BodyOf(caller, job), cancellationToken);
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }

    private JobBody BodyOf(OperationCaller caller, JobSubmission job)
    {
        var rules = settings.Current.Jobs;
        var own = rules.For(job.Method);
        var most = (long)rules.MaxDeadline.TotalMilliseconds;
        return new JobBody
        {
            Data = new RawJson(JsonBytes.OnOneLine(job.Data)),
            DeadlineMs = Math.Min(job.DeadlineMilliseconds ?? (long)own.Deadline.TotalMilliseconds, most),
            Retries = Math.Min(job.Retries ?? own.Retries, rules.MaxRetries),
            Cron = job.Cron,
            TimeZone = job.TimeZone,
            Client = caller.Connection?.Id,
            Info = new RawJson(caller.Principal.Info),
            By = caller.Holder?.By,
            KeyCreatedAt = caller.Holder?.KeyCreatedAt,
        };
    }

    private ErrorCode? CheckPayload(JobSubmission job, NamespaceSettings space)
    {
        if (job.Data.Length > space.MaxPayloadBytes)
        {
            return ErrorCodes.LimitExceeded with
            {
                Message = $"{ErrorCodes.LimitExceeded.Message}: data has more than {space.MaxPayloadBytes} bytes (maxPayloadBytes of the method's namespace)",
                Details = new ErrorDetails { Field = "data", Limit = space.MaxPayloadBytes },
            };
        }

        if (!job.Data.IsEmpty && !job.IsCheckedJson && !JsonBytes.IsValid(job.Data.Span))
        {
            return InvalidField.Of("data", "must be JSON");
        }

        return JsonDepth.Check("data", job.Data, settings.Current.Limits.PayloadDepth);
    }

    private ErrorCode? CheckFields(JobSubmission job)
    {
        var (rules, maxKey) = (settings.Current.Jobs, settings.Current.Publishing.MaxIdempotencyKeyBytes);
        return job switch
        {
            { Priority: < LowestPriority or > HighestPriority } => InvalidField.Of("priority", $"must be from {LowestPriority} to {HighestPriority}; {HighestPriority} comes first"),
            { DeadlineMilliseconds: <= 0 } => InvalidField.Of("deadline_ms", "must be more than 0, or absent"),
            { Retries: < 0 } => InvalidField.Of("retries", "must be 0 or more"),
            { ExpiresMilliseconds: { } left } when left <= 0 || left > rules.MaxAhead.TotalMilliseconds
                => InvalidField.Of("expires_ms", $"must be more than 0, and no more than {(long)rules.MaxAhead.TotalMilliseconds} (jobs.maxAheadSeconds)"),
            { Cron: not null, ExpiresMilliseconds: not null } => InvalidField.Of("expires_ms", "cannot be given with cron: a turn does not expire"),
            { Cron: null, TimeZone: not null } => InvalidField.Of("time_zone", "needs cron"),
            { IdempotencyKey: { } key } when Encoding.UTF8.GetByteCount(key) > maxKey => InvalidField.Of("idempotency_key", $"has more than {maxKey} bytes (publishing.maxIdempotencyKeyBytes)"),
            { Cron: { } cron } => JobCron.Check(cron, job.TimeZone),
            _ => null,
        };
    }

    private Result<DateTimeOffset?> TimeOf(JobSubmission job)
    {
        var now = clock.UtcNow.ToUnixTimeMilliseconds();
        var most = (long)settings.Current.Jobs.MaxAhead.TotalMilliseconds;
        return job switch
        {
            { At: null, DelayMilliseconds: null } => default(DateTimeOffset?),
            { At: not null, DelayMilliseconds: not null } => InvalidField.Of("at or delay_ms", "is taken, not both"),
            { At: <= 0 } => InvalidField.Of("at", "must be Unix milliseconds"),
            { DelayMilliseconds: < 0 } => InvalidField.Of("delay_ms", "must be 0 or more"),
            { At: { } at } when at - now > most => TooFar("at", most),
            { DelayMilliseconds: { } delay } when delay > most => TooFar("delay_ms", most),
            _ => (DateTimeOffset?)DateTimeOffset.FromUnixTimeMilliseconds(job.At ?? (now + job.DelayMilliseconds!.Value)),
        };
    }

    private static ErrorCode TooFar(string field, long most) => ErrorCodes.LimitExceeded with
    {
        Message = $"{ErrorCodes.LimitExceeded.Message}: {field} lies further ahead than {most} ms (jobs.maxAheadSeconds)",
        Details = new ErrorDetails { Field = field, Limit = most },
    };
}
