using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Schedules;

namespace Switchboard.Commands;

/// <summary>Somebody wants something published or sent later. Permission is decided now, as for a live publication or message, and not again when it is due.</summary>
internal sealed class ScheduleHandler(PublishHandler publishing, ServicePublisher services, MessageHandler messages, Scheduler scheduler)
{
    /// <summary>A connection has something published later.</summary>
    public async ValueTask<Outcome<ScheduledItem>> PublishAsync(Connection connection, ScheduleWish wish, ClientPublish request)
    {
        if (ScheduleOwner.Of(connection.Principal) is not { } owner)
        {
            return ErrorCodes.PermissionDenied;
        }

        var order = await publishing.DecideAsync(connection, request);
        return order.IsSuccess ? await scheduler.KeepAsync(owner, wish, order.Value!, CancellationToken.None) : order.As<ScheduledItem>();
    }

    /// <summary>A service has something published later.</summary>
    public async ValueTask<Outcome<ScheduledItem>> PublishAsync(
        ScheduleWish wish, string? channel, ReadOnlyMemory<byte> data, bool isCheckedJson, PublishOptions options, CancellationToken cancellationToken)
    {
        var order = services.Decide(channel, data, isCheckedJson, options);
        return order.IsSuccess ? await scheduler.KeepAsync(ScheduleOwner.OfServices, wish, order.Value!, cancellationToken) : order.As<ScheduledItem>();
    }

    /// <summary>Somebody has a message sent later.</summary>
    /// <param name="principal">Who sends.</param>
    /// <param name="connection">The sending connection; null where none sends.</param>
    /// <param name="wish">When, and under which name.</param>
    /// <param name="request">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    public async ValueTask<Outcome<ScheduledItem>> SendAsync(
        Principal principal, Connection? connection, ScheduleWish wish, MessageRequest request, CancellationToken cancellationToken)
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
        return await scheduler.KeepAsync(owner, wish, work, cancellationToken);
    }

    /// <summary>Lists schedules: one's own, or for a service those of a user.</summary>
    public ValueTask<Outcome<ScheduledItems>> ListAsync(Principal principal, string? user, string? cursor, int limit, CancellationToken cancellationToken)
        => OwnerOf(principal, user) is { } owner
            ? scheduler.ListAsync(owner, cursor, limit, cancellationToken)
            : ValueTask.FromResult<Outcome<ScheduledItems>>(ErrorCodes.PermissionDenied);

    /// <summary>Cancels a schedule: one's own, or for a service that of a user.</summary>
    public ValueTask<Outcome<bool>> CancelAsync(Principal principal, string? user, string? id, CancellationToken cancellationToken)
        => OwnerOf(principal, user) is { } owner
            ? scheduler.RemoveAsync(owner, id, cancellationToken)
            : ValueTask.FromResult<Outcome<bool>>(ErrorCodes.PermissionDenied);

    private static string? OwnerOf(Principal principal, string? user)
    {
        var own = ScheduleOwner.Of(principal);
        if (string.IsNullOrEmpty(user))
        {
            return own;
        }

        var wanted = ScheduleOwner.OfUser(user);
        return principal.Kind == PrincipalKind.Service || own == wanted ? wanted : null;
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
