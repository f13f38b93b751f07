using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Schedules;

namespace Switchboard.Commands.Own;

/// <summary><c>schedule</c>: something is to be published or sent later; under a name that is in use, in place of what has it.</summary>
internal sealed class ScheduleOperation(ScheduleHandler handler) : OwnOperation<ScheduleFields>("schedule", OwnJsonContext.Default.ScheduleFields)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, ScheduleFields fields)
    {
        var timing = new ScheduleTiming(fields.Id, fields.At, fields.DelayMs);
        var outcome = fields switch
        {
            { Publish: { Channel.Length: > 0 } publish, Send: null } => await handler.PublishAsync(connection, timing, PublishOf(publish)),
            { Publish: null, Send: { } send } => await handler.SendAsync(
                connection.Principal, connection, timing, send.ToRequest(JsonOf(send.Data)), CancellationToken.None),
            _ => ErrorCodes.BadRequest,
        };
        return outcome.IsSuccess
            ? Write(new OwnSchedule(outcome.Value!.Id, outcome.Value.DueAt.ToUnixTimeMilliseconds(), null, null), OwnJsonContext.Default.OwnSchedule)
            : outcome.As<ReadOnlyMemory<byte>>();
    }

    private static ClientPublish PublishOf(SchedulePublishFields fields) => new(
        fields.Channel!, JsonOf(fields.Data), IsCheckedJson: true, string.IsNullOrEmpty(fields.IdempotencyKey) ? null : fields.IdempotencyKey);
}
