using Microsoft.Extensions.Logging;
using Switchboard.Channels;
using Switchboard.Commands.Inbox;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Names;
using Switchboard.Schedules;
using Switchboard.Security.Access;
using Switchboard.Timing;

namespace Switchboard.Commands.Schedules;

/// <summary>Carries out what is due, on the way of live publications and messages. Whoever scheduled it was allowed to then, and must still be somebody.</summary>
/// <remarks>The idempotency key comes from the schedule: after a crash between the effect and its removal, the second attempt has no effect.</remarks>
internal sealed class ScheduleRunner(
    PublishPipeline pipeline, MessageHandler messages, ChannelFinder channels, OwnerStanding standing, SettingsHolder settings, Clock clock, ScheduleMetrics metrics, IAuditLog audit,
    ILogger<ScheduleRunner> logger)
    : IScheduleRunner
{
    /// <inheritdoc/>
    public async Task<ScheduleAttempt> RunAsync(StoredSchedule schedule)
    {
        // What waits for the store lets the next ones begin meanwhile, in their order.
        var lateness = clock.UtcNow - schedule.DueAt;
        ScheduleAttempt end;
        try
        {
            var work = ScheduledItem.Of(schedule).Work;
            end = EndOf(schedule, work, standing.Check(schedule.Owner, work.By, work.KeyCreatedAt) ?? await CarryOutAsync(schedule, work, lateness));
        }
        catch (Exception exception)
        {
            ScheduleLog.Failed(logger, exception, schedule.Id, schedule.Owner);
            end = ScheduleAttempt.Deferred;
        }

        metrics.Ended(end, lateness);
        return end;
    }

    private ValueTask<ErrorCode?> CarryOutAsync(StoredSchedule schedule, ScheduledWork work, TimeSpan lateness) => work.Publish is { } publish
        ? PublishAsync(schedule, publish, work.Sender, lateness)
        : SendAsync(schedule, work.Send!, work.Sender, lateness);

    private ScheduleAttempt EndOf(StoredSchedule schedule, ScheduledWork work, ErrorCode? error)
    {
        if (error is null)
        {
            return ScheduleAttempt.Done;
        }

        if (error == ErrorCodes.Expired)
        {
            return ScheduleAttempt.Expired;
        }

        if (error.Temporary)
        {
            return ScheduleAttempt.Deferred;
        }

        ScheduleLog.Refused(logger, schedule.Id, schedule.Owner, error.Code, error.Message);
        if (audit.IsEnabled && RefusalAudit.IsRefusal(error))
        {
            audit.Write(new AuditEvent("schedule.refused")
            {
                Actor = OwnerStanding.ActorOf(schedule.Owner, work.By),
                Target = work.Publish?.Channel ?? string.Join(' ', work.Send!.Users),
                Result = AuditResults.Of(error),
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["id"] = schedule.Id },
            });
        }

        return ScheduleAttempt.Refused;
    }

    private async ValueTask<ErrorCode?> PublishAsync(StoredSchedule schedule, ScheduledPublish publish, ScheduledSender? sender, TimeSpan lateness)
    {
        var found = channels.Find(publish.Channel);
        if (!found.IsSuccess)
        {
            return found.Error;
        }

        var space = found.Value!;
        if (space.Map is not null)
        {
            // It was none when the schedule was made.
            return ChannelKind.IsMap;
        }

        var owner = OwnerNames.PrincipalOf(schedule.Owner, []);
        var request = new PublicationRequest(publish.Channel, space, publish.Data)
        {
            IsCheckedJson = publish.IsJson,
            Publisher = sender?.ToClientInfo(),
            Tags = TagsOf(publish.Tags, lateness),
            SkipHistory = publish.SkipHistory,
            IdempotencyKey = publish.IdempotencyKey ?? KeyOf(schedule),
            KeyOwner = owner.Kind == PrincipalKind.Service ? null : owner,
            KeyWindow = space.Storage == StorageKind.Durable ? settings.Current.Schedules.OnceWindow : null,
            Version = publish.Version,
            VersionEpoch = publish.VersionEpoch,
            Mutation = MutationRequests.PublishOf(new PublishOptions { Id = publish.Id, Open = publish.Open }, space),
        };
        return (await pipeline.PublishAsync(request, CancellationToken.None)).Error;
    }

    private async ValueTask<ErrorCode?> SendAsync(StoredSchedule schedule, ScheduledMessage message, ScheduledSender? sender, TimeSpan lateness)
    {
        var left = message.ExpiresMilliseconds - Math.Max(0, (long)lateness.TotalMilliseconds);
        if (left <= 0)
        {
            return ErrorCodes.Expired;
        }

        var inbox = settings.Current.Inbox;
        Grant[] grants = [.. message.Users.Select(user => new Grant(ChannelNames.Inbox(inbox, user), Operations.Send))];
        var request = new MessageRequest(message.Users, message.Data)
        {
            IsCheckedJson = true,
            Event = message.Event,
            Kind = message.Kind,
            Priority = message.Priority,
            Tags = TagsOf(message.Tags, lateness),
            ExpiresMilliseconds = left,
            ReplyTo = message.ReplyTo,
            IdempotencyKey = message.IdempotencyKey ?? KeyOf(schedule),
            IdempotencyWindow = settings.Current.Schedules.OnceWindow,
            SkipHistory = message.SkipHistory,
            Sender = sender?.ToClientInfo(),
        };
        var outcome = await messages.HandleAsync(OwnerNames.PrincipalOf(schedule.Owner, grants), connection: null, request, CancellationToken.None);
        if (!outcome.IsSuccess)
        {
            return outcome.Error;
        }

        // Those that can be reached later are tried again; the others have the message, or never will.
        var errors = outcome.Value!.Select(static result => result.Error).OfType<ErrorCode>().ToList();
        return errors.Find(static error => error.Temporary) ?? errors.FirstOrDefault();
    }

    private IReadOnlyDictionary<string, string>? TagsOf(IReadOnlyDictionary<string, string>? tags, TimeSpan lateness)
        => lateness >= settings.Current.Schedules.LateAfter ? ScheduleTags.WithLateness(tags, lateness) : tags;

    private static string KeyOf(StoredSchedule schedule) => $"schedule:{schedule.Revision}";
}
