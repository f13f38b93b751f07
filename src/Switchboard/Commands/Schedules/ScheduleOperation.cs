using System.ComponentModel;
using System.Text.Json.Serialization;
using Switchboard.Commands.Access;
using Switchboard.Commands.Inbox;
using Switchboard.Commands.Publish;
using Switchboard.Results;
using Switchboard.Schedules;

namespace Switchboard.Commands.Schedules;

/// <summary><c>schedule</c>.</summary>
internal sealed class ScheduleOperation(ScheduleHandler handler)
    : Operation<ScheduleRequest, ScheduleResult>("schedule", OperationJsonContext.Default.ScheduleRequest, OperationJsonContext.Default.ScheduleResult)
{
    private const string Publish = "publish";
    private const string Send = "send";

    /// <inheritdoc/>
    protected override async ValueTask<Result<ScheduleResult>> ExecuteAsync(OperationCaller caller, ScheduleRequest request, CancellationToken cancellationToken)
    {
        // A key schedules what it may do at once; a connection is asked further down.
        if ((request.Publish is not null && !caller.Allows(Publish)) || (request.Send is not null && !caller.AllowsBeyondChannels(Send)))
        {
            return ErrorCodes.PermissionDenied;
        }

        var timing = new ScheduleTiming(request.Id, request.At, request.DelayMs);
        var outcome = request switch
        {
            { Publish: { } publish, Send: null } => await PublishAsync(caller, timing, publish, cancellationToken),
            { Publish: null, Send: { } send } => await handler.SendAsync(caller, timing, SendOperation.MessageOf(send), cancellationToken),
            _ => InvalidField.Of("publish or send", "is needed, and one alone"),
        };
        return outcome.IsSuccess
            ? new ScheduleResult { Id = outcome.Value!.Id, At = outcome.Value.DueAt.ToUnixTimeMilliseconds() }
            : outcome.As<ScheduleResult>();
    }

    private ValueTask<Result<ScheduledItem>> PublishAsync(OperationCaller caller, ScheduleTiming timing, PublishRequest publish, CancellationToken cancellationToken)
    {
        if (caller.Connection is not { } connection)
        {
            return handler.PublishAsync(caller, timing, RequestReader.PublishOf(publish.Channel, publish), cancellationToken);
        }

        return string.IsNullOrEmpty(publish.Channel)
            ? ValueTask.FromResult<Result<ScheduledItem>>(InvalidField.Missing("channel"))
            : handler.PublishAsync(connection, timing, RequestReader.ClientPublishOf(publish.Channel, publish));
    }
}

/// <summary>Has something published or sent later.</summary>
internal sealed record ScheduleRequest : IChannelScoped
{
    [JsonIgnore]
    IEnumerable<string?> IChannelScoped.ScopedChannels => [Publish?.Channel];

    [Description("The schedule's name. One that is in use is rescheduled. Absent, one is chosen.")]
    public string? Id { get; init; }

    [Description("When, in Unix milliseconds; in the past, at once. This or delay_ms is needed.")]
    public long? At { get; init; }

    [Description("In how many milliseconds. This or at is needed.")]
    public long? DelayMs { get; init; }

    [Description("What is to be published. This or send is needed.")]
    public PublishRequest? Publish { get; init; }

    [Description("What is to be sent, not by presence; expires_ms counts from when it is due. This or publish is needed.")]
    public SendRequest? Send { get; init; }
}

/// <summary>What was scheduled.</summary>
internal sealed record ScheduleResult
{
    [Description("The schedule's name.")]
    public required string Id { get; init; }

    [Description("When it is due, in Unix milliseconds.")]
    public required long At { get; init; }
}
