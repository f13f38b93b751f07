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
        if (ScheduleOwner.Of(connection.Principal) is not { } owner)
        {
            return ErrorCodes.PermissionDenied;
        }

        var permitted = await pipeline.PermitAsync(connection, request);
        return permitted.IsSuccess ? await scheduler.KeepAsync(owner, timing, permitted.Value!, CancellationToken.None) : permitted.As<ScheduledItem>();
    }

    /// <summary>A service has something published later.</summary>
    public async ValueTask<Result<ScheduledItem>> PublishAsync(
        ScheduleTiming timing, ServicePublish publish, CancellationToken cancellationToken)
    {
        var permitted = pipeline.Permit(publish);
        return permitted.IsSuccess ? await scheduler.KeepAsync(ScheduleOwner.OfServices, timing, permitted.Value!, cancellationToken) : permitted.As<ScheduledItem>();
    }

    /// <summary>Somebody has a message sent later.</summary>
    /// <param name="principal">Who sends.</param>
    /// <param name="connection">The sending connection; null where none sends.</param>
    /// <param name="timing">When, and under which name.</param>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    public async ValueTask<Result<ScheduledItem>> SendAsync(
        Principal principal, Connection? connection, ScheduleTiming timing, MessageRequest request, CancellationToken cancellationToken)
    {
        if (ScheduleOwner.Of(principal) is not { } owner)
        {
            return ErrorCodes.PermissionDenied;
        }

        // It may come with one tag more.
        var allowed = messages.Check(principal, request with { Tags = ScheduleTags.WithLateness(request.Tags, TimeSpan.MaxValue) });
        if (!allowed.IsSuccess)
        {
            return allowed.As<ScheduledItem>();
        }

        var work = new ScheduledWork { Send = MessageOf(request), Sender = ScheduledSender.Of(connection?.Info) };
        return await scheduler.KeepAsync(owner, timing, work, cancellationToken);
    }

    /// <summary>Lists schedules: one's own, or for a service those of a user.</summary>
    public ValueTask<Result<ScheduledItems>> ListAsync(Principal principal, string? user, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var owner = OwnerOf(principal, user);
        return owner.IsSuccess
            ? scheduler.ListAsync(owner.Value!, cursor, limit, settings.Current.ReplyBytesFor(principal), cancellationToken)
            : ValueTask.FromResult(owner.As<ScheduledItems>());
    }

    /// <summary>Cancels a schedule: one's own, or for a service that of a user.</summary>
    public ValueTask<Result<bool>> CancelAsync(Principal principal, string? user, string? id, CancellationToken cancellationToken)
    {
        var owner = OwnerOf(principal, user);
        return owner.IsSuccess ? scheduler.RemoveAsync(owner.Value!, id, cancellationToken) : ValueTask.FromResult(owner.As<bool>());
    }

    private static Result<string> OwnerOf(Principal principal, string? user)
    {
        if (UserIds.Check(user) is { } invalid)
        {
            return invalid;
        }

        var own = ScheduleOwner.Of(principal);
        var wanted = string.IsNullOrEmpty(user) ? own : ScheduleOwner.OfUser(user);
        return wanted is not null && (principal.Kind == PrincipalKind.Service || own == wanted) ? wanted : ErrorCodes.PermissionDenied;
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
