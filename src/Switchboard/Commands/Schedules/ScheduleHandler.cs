using Switchboard.Channels;
using Switchboard.Commands.Inbox;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Schedules;

namespace Switchboard.Commands.Schedules;

/// <summary>Somebody wants something published or sent later. Permission is decided now, as for a live publication or message, and not again when it is due.</summary>
internal sealed class ScheduleHandler(PublishPipeline pipeline, MessageHandler messages, Scheduler scheduler, SettingsHolder settings)
{
    /// <summary>A connection has something published later.</summary>
    public async ValueTask<Result<ScheduledItem>> PublishAsync(Connection connection, ScheduleTiming timing, ClientPublish request)
    {
        if (OwnerNames.Of(connection.Principal) is not { } owner)
        {
            return ErrorCodes.PermissionDenied;
        }

        var permitted = await pipeline.PermitAsync(connection, request);
        return permitted.IsSuccess ? await scheduler.KeepAsync(owner, timing, permitted.Value!, holder: null, CancellationToken.None) : permitted.As<ScheduledItem>();
    }

    /// <summary>A service has something published later.</summary>
    public async ValueTask<Result<ScheduledItem>> PublishAsync(
        OperationCaller caller, ScheduleTiming timing, ServicePublish publish, CancellationToken cancellationToken)
    {
        var permitted = pipeline.Permit(publish);
        return permitted.IsSuccess
            ? await scheduler.KeepAsync(OwnerNames.Of(caller.Principal, caller.Key)!, timing, permitted.Value!, caller.Holder, cancellationToken)
            : permitted.As<ScheduledItem>();
    }

    /// <summary>Somebody has a message sent later.</summary>
    /// <param name="caller">Who sends.</param>
    /// <param name="timing">When, and under which name.</param>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    public async ValueTask<Result<ScheduledItem>> SendAsync(
        OperationCaller caller, ScheduleTiming timing, MessageRequest request, CancellationToken cancellationToken)
    {
        if (OwnerNames.Of(caller.Principal, caller.Key) is not { } owner)
        {
            return ErrorCodes.PermissionDenied;
        }

        // It may come with one tag more.
        var allowed = messages.Check(caller.Principal, request with { Tags = ScheduleTags.WithLateness(request.Tags, TimeSpan.MaxValue) });
        if (!allowed.IsSuccess)
        {
            return allowed.As<ScheduledItem>();
        }

        var holder = caller.Holder;
        var work = new ScheduledWork
        {
            Send = MessageOf(request),
            Sender = ScheduledSender.Of(caller.Connection?.Info),
            By = holder?.By,
            KeyCreatedAt = holder?.KeyCreatedAt,
        };
        return await scheduler.KeepAsync(owner, timing, work, cancellationToken);
    }

    /// <summary>Lists schedules: one's own, or for a service those of another.</summary>
    public ValueTask<Result<ScheduledItems>> ListAsync(OperationCaller caller, ScheduleParty party, string? cursor, int? limit, CancellationToken cancellationToken)
    {
        var (owner, size) = (OwnerOf(caller, party), PageSize.Of(limit));
        if (!size.IsSuccess)
        {
            return ValueTask.FromResult(size.As<ScheduledItems>());
        }

        return owner.IsSuccess
            ? scheduler.ListAsync(owner.Value!, caller.Key is { IsLimited: true } key ? key : null, cursor, size.Value, settings.Current.ReplyBytesFor(caller.Principal), cancellationToken)
            : ValueTask.FromResult(owner.As<ScheduledItems>());
    }

    /// <summary>Cancels a schedule: one's own, or for a service that of another.</summary>
    public ValueTask<Result<bool>> CancelAsync(OperationCaller caller, ScheduleParty party, string? id, CancellationToken cancellationToken)
    {
        var owner = OwnerOf(caller, party);
        return owner.IsSuccess ? scheduler.RemoveAsync(owner.Value!, id, cancellationToken) : ValueTask.FromResult(owner.As<bool>());
    }

    private static Result<string> OwnerOf(OperationCaller caller, ScheduleParty party)
    {
        if (UserIds.Check(party.User) is { } invalid)
        {
            return invalid;
        }

        var own = OwnerNames.Of(caller.Principal, caller.Key);
        var isService = caller.Principal.Kind == PrincipalKind.Service;
        return party switch
        {
            { User: not null, Key: not null } => InvalidField.Of("user or key", "is needed, and one alone"),
            { User: { } user } => OwnerNames.OfUser(user) is var ofUser && (isService || own == ofUser) ? ofUser : ErrorCodes.PermissionDenied,

            // Whoever may do less than everything sees nobody else's: they may hold what it must not read.
            { Key: { } key } => OwnerNames.OfKey(key) is var ofKey && ((isService && caller.Key is not { IsLimited: true }) || own == ofKey) ? ofKey : ErrorCodes.PermissionDenied,
            _ => own is not null ? own : ErrorCodes.PermissionDenied,
        };
    }

    private static ScheduledMessage MessageOf(MessageRequest request) => new()
    {
        Users = request.Users,
        Data = request.Data.ToArray(),
        Event = request.Event,
        Kind = request.Kind,
        Priority = request.Priority,
        Tags = request.Tags,
        ExpiresMilliseconds = request.ExpiresMilliseconds,
        ReplyTo = request.ReplyTo,
        IdempotencyKey = request.IdempotencyKey,
        SkipHistory = request.SkipHistory,
    };
}

/// <summary>Whose schedules are meant: one's own, unless a user or a key is named. Not both.</summary>
/// <param name="User">The user; null for none.</param>
/// <param name="Key">The name of a key that is limited; null for none.</param>
internal readonly record struct ScheduleParty(string? User, string? Key)
{
    /// <summary>As a request names it, where empty is absent.</summary>
    public static ScheduleParty Of(string? user, string? key) => new(RequestReader.TextOf(user), RequestReader.TextOf(key));
}
