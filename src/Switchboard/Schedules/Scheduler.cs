using System.Text;
using System.Text.Json;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Schedules;

/// <summary>Keeps what is to happen later, lists and removes it. Permission has been decided.</summary>
internal sealed class Scheduler(IScheduleStore store, WakeSignal alarm, PublishPipeline pipeline, SettingsHolder settings, Clock clock)
{
    private const int Portion = 64;

    /// <summary>Keeps a publication.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="timing">When, and under which name.</param>
    /// <param name="request">The publication, as it would enter now.</param>
    /// <param name="holder">Who has the key by which it was scheduled; null where there is none.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    public ValueTask<Result<ScheduledItem>> KeepAsync(string owner, ScheduleTiming timing, PublicationRequest request, KeyHolder? holder, CancellationToken cancellationToken)
    {
        if (request.Namespace.Mutable is not null && MutationRequests.FindUnfit(request, settings.Current.Publishing.MaxTagBytes) is { } unfit)
        {
            return ValueTask.FromResult<Result<ScheduledItem>>(unfit);
        }

        // It may come with one tag more.
        var outcome = pipeline.Validate(request with { Tags = ScheduleTags.WithLateness(request.Tags, TimeSpan.MaxValue) });
        if (!outcome.IsSuccess)
        {
            return ValueTask.FromResult(outcome.As<ScheduledItem>());
        }

        var work = new ScheduledWork
        {
            Publish = new ScheduledPublish
            {
                Channel = request.Channel,
                Data = outcome.Value!.Data.ToArray(),
                IsJson = outcome.Value.IsJson,
                Tags = request.Tags,
                SkipHistory = request.SkipHistory,
                IdempotencyKey = request.IdempotencyKey,
                Version = request.Version,
                VersionEpoch = request.VersionEpoch,
                Id = request.Mutation?.Id,
                Open = request.Mutation is { Opens: true },
            },
            Sender = ScheduledSender.Of(request.Publisher),
            By = holder?.By,
            KeyCreatedAt = holder?.KeyCreatedAt,
        };
        return KeepAsync(owner, timing, work, cancellationToken);
    }

    /// <summary>Keeps what is to happen.</summary>
    public async ValueTask<Result<ScheduledItem>> KeepAsync(string owner, ScheduleTiming timing, ScheduledWork work, CancellationToken cancellationToken)
    {
        var rules = settings.Current.Schedules;
        var due = TimeOf(timing, rules);
        if (!due.IsSuccess)
        {
            return due.As<ScheduledItem>();
        }

        var id = string.IsNullOrEmpty(timing.Id) ? Guid.NewGuid().ToString("N") : timing.Id;
        if (!IsName(id, rules))
        {
            return InvalidField.Of("id", "is longer than schedules.maxIdBytes, or has control characters");
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(work, ScheduleJsonContext.Default.ScheduledWork);
        if (body.Length > rules.MaxBytes)
        {
            return ErrorCodes.LimitExceeded;
        }

        var schedule = new StoredSchedule(owner, id) { Revision = Guid.NewGuid().ToString("N"), DueAt = due.Value, Body = body };
        return await PutAsync(schedule, work, rules, cancellationToken);
    }

    /// <summary>Lists an owner's schedules.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="key">The owner's key, so that nothing is listed to it of another one that had its name before; null to list all.</param>
    /// <param name="cursor">The cursor of the page before; null for the first.</param>
    /// <param name="limit">How many; more than 0.</param>
    /// <param name="maxBytes">About how many bytes; the first is listed whatever its size.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public async ValueTask<Result<ScheduledItems>> ListAsync(
        string owner, ApiKeySettings? key, string? cursor, int limit, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            var page = await ReadAsync(owner, cursor, limit, maxBytes, cancellationToken);
            await LargeReply.LeaveLoopAsync(page.Schedules.Sum(static schedule => (long)schedule.Body.Length));
            return new ScheduledItems([.. page.Schedules.Select(ScheduledItem.Of).Where(item => key is null || item.Work.IsOf(key))], page.Cursor);
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }

    /// <summary>Removes a schedule. False where there is none of that name, or it is being carried out.</summary>
    public async ValueTask<Result<bool>> RemoveAsync(string owner, string? id, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(id) || !IsName(id, settings.Current.Schedules))
        {
            return string.IsNullOrEmpty(id) ? InvalidField.Missing("id") : ErrorCodes.BadRequest;
        }

        try
        {
            return await store.RemoveAsync(owner, id, cancellationToken);
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }

    /// <summary>Reads a page in portions, so that no more is read than fits.</summary>
    private async ValueTask<SchedulePage> ReadAsync(string owner, string? cursor, int limit, int maxBytes, CancellationToken cancellationToken)
    {
        var schedules = new List<StoredSchedule>();
        var bytes = 0L;
        do
        {
            var portion = await store.ListAsync(owner, cursor, Math.Min(limit - schedules.Count, Portion), cancellationToken);
            foreach (var schedule in portion.Schedules)
            {
                bytes += schedule.Body.Length;
                if (schedules.Count > 0 && bytes > maxBytes)
                {
                    return new SchedulePage(schedules, cursor);
                }

                schedules.Add(schedule);
                cursor = new ScheduleCursor(schedule.DueAt.ToUnixTimeMilliseconds(), schedule.Id).ToString();
            }

            cursor = portion.Cursor;
        }
        while (cursor is not null && schedules.Count < limit);

        return new SchedulePage(schedules, cursor);
    }

    private static bool IsName(string id, SchedulingSettings rules) => Encoding.UTF8.GetByteCount(id) <= rules.MaxIdBytes && !id.Any(char.IsControl);

    private async ValueTask<Result<ScheduledItem>> PutAsync(
        StoredSchedule schedule, ScheduledWork work, SchedulingSettings rules, CancellationToken cancellationToken)
    {
        try
        {
            var max = OwnerNames.IsService(schedule.Owner) ? rules.MaxOfServices : rules.MaxPerUser;
            switch (await store.PutAsync(schedule, max, cancellationToken))
            {
                case ScheduleOutcome.Full:
                    return ErrorCodes.LimitExceeded;
                case ScheduleOutcome.UnderWay:
                    return ErrorCodes.NotAvailable with { Temporary = true };
                default:
                    alarm.Wake();
                    return new ScheduledItem(schedule.Id, schedule.DueAt, work);
            }
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }

    private static ErrorCode TooFar(SchedulingSettings rules) => ErrorCodes.LimitExceeded with
    {
        Message = $"{ErrorCodes.LimitExceeded.Message}: nothing is scheduled further ahead than {(long)rules.MaxAhead.TotalSeconds} seconds (schedules.maxAheadSeconds)",
    };

    private Result<DateTimeOffset> TimeOf(ScheduleTiming timing, SchedulingSettings rules)
    {
        // Milliseconds, as stores keep them: what is answered is what holds.
        var now = clock.UtcNow.ToUnixTimeMilliseconds();
        var latest = now + (long)rules.MaxAhead.TotalMilliseconds;
        switch (timing)
        {
            case { At: > 0 and { } at, DelayMilliseconds: null }:
                return at <= latest ? DateTimeOffset.FromUnixTimeMilliseconds(at) : TooFar(rules);
            case { At: null, DelayMilliseconds: >= 0 and { } delay }:
                return delay <= latest - now ? DateTimeOffset.FromUnixTimeMilliseconds(now + delay) : TooFar(rules);
            default:
                return InvalidField.Of("at or delay_ms", "is needed, one alone: Unix milliseconds, or milliseconds from now");
        }
    }
}
