using System.ComponentModel;
using Switchboard.Commands.Inbox;
using Switchboard.Commands.Publish;
using Switchboard.Json;
using Switchboard.Results;
using Switchboard.Schedules;

namespace Switchboard.Commands.Schedules;

/// <summary><c>scheduled</c>.</summary>
internal sealed class ScheduledOperation(ScheduleHandler handler)
    : Operation<ScheduledRequest, ScheduledResult>("scheduled", OperationJsonContext.Default.ScheduledRequest, OperationJsonContext.Default.ScheduledResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<ScheduledResult>> ExecuteAsync(OperationCaller caller, ScheduledRequest request, CancellationToken cancellationToken)
    {
        var outcome = await handler.ListAsync(
            caller, ScheduleParty.Of(request.User, request.Key), RequestReader.TextOf(request.Cursor), request.Limit, cancellationToken);
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
        SkipHistory = publish.SkipHistory ? true : null,
        IdempotencyKey = publish.IdempotencyKey,
        Version = publish.Version > 0 ? publish.Version : null,
        VersionEpoch = RequestReader.TextOf(publish.VersionEpoch),
        Id = publish.Id,
        Open = publish.Open ? true : null,
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

/// <summary>Asks for what is scheduled.</summary>
internal sealed record ScheduledRequest
{
    [Description("By this user; absent, by whoever asks: services that may do everything share theirs.")]
    public string? User { get; init; }

    [Description("By the limited key of this name; for services that may do everything.")]
    public string? Key { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most schedules to return, up to 1000. 0 or absent is 100.")]
    public int? Limit { get; init; }
}

/// <summary>What is scheduled: a page.</summary>
internal sealed record ScheduledResult
{
    [Description("The schedules, those that are due first at the beginning.")]
    public required IReadOnlyList<ScheduleInfo> Schedules { get; init; }

    [Description("Asks for the next page; absent where there is none.")]
    public string? Cursor { get; init; }
}

/// <summary>A schedule.</summary>
internal sealed record ScheduleInfo
{
    [Description("Its name.")]
    public required string Id { get; init; }

    [Description("When it is due, in Unix milliseconds.")]
    public required long At { get; init; }

    [Description("What is to be published.")]
    public PublishRequest? Publish { get; init; }

    [Description("What is to be sent.")]
    public SendRequest? Send { get; init; }
}
