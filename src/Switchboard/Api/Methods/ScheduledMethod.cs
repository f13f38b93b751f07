using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Schedules;

namespace Switchboard.Api.Methods;

/// <summary><c>scheduled</c>.</summary>
internal sealed class ScheduledMethod(ScheduleHandler handler)
    : ApiMethod<ScheduledRequest, ScheduledResult>("scheduled", "Lists what services, or a user, have scheduled.", ApiJsonContext.Default.ScheduledRequest, ApiJsonContext.Default.ScheduledResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<ScheduledResult>> HandleAsync(
        ScheduledRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        var outcome = await handler.ListAsync(
            Principal.Service, request.User, RequestReader.TextOf(request.Cursor), request.Limit, cancellationToken);
        return outcome.IsSuccess
            ? new ScheduledResult { Schedules = [.. outcome.Value!.Items.Select(Describe)], Cursor = outcome.Value.Cursor }
            : outcome.As<ScheduledResult>();
    }

    private static ScheduleInfo Describe(ScheduledItem item) => new()
    {
        Id = item.Id,
        At = item.DueAt.ToUnixTimeMilliseconds(),
        Publish = item.Work.Publish is { } publish ? Describe(publish) : null,
        Send = item.Work.Send is { } message ? Describe(message) : null,
    };

    private static PublishRequest Describe(ScheduledPublish publish) => new()
    {
        Channel = publish.Channel,
        Data = publish.IsJson ? new RawJson(publish.Data) : default,
        B64Data = publish.IsJson ? null : publish.Data,
        Tags = publish.Tags?.ToDictionary(StringComparer.Ordinal),
        SkipHistory = publish.SkipHistory,
        IdempotencyKey = publish.IdempotencyKey,
        Version = publish.Version,
        VersionEpoch = RequestReader.TextOf(publish.VersionEpoch),
    };

    private static SendRequest Describe(ScheduledMessage message) => new()
    {
        Users = [.. message.Users],
        Data = new RawJson(message.Data),
        Event = message.Event,
        Kind = message.Kind,
        Priority = message.Priority,
        Tags = message.Tags?.ToDictionary(StringComparer.Ordinal),
        ExpiresMs = message.ExpiresMilliseconds,
        ReplyTo = message.ReplyTo,
        IdempotencyKey = message.IdempotencyKey,
    };
}
