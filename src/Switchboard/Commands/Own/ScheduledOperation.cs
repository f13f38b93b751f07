using System.Text.Json;
using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Schedules;

namespace Switchboard.Commands.Own;

/// <summary><c>scheduled</c>: what the caller has scheduled.</summary>
internal sealed class ScheduledOperation(ScheduleHandler handler) : OwnOperation<ScheduledFields>("scheduled", OwnJsonContext.Default.ScheduledFields)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, ScheduledFields fields)
    {
        var outcome = await handler.ListAsync(connection.Principal, fields.User, fields.Cursor, fields.Limit ?? 0, CancellationToken.None);
        return outcome.IsSuccess
            ? Write(new OwnSchedules([.. outcome.Value!.Items.Select(Describe)], outcome.Value.Cursor), OwnJsonContext.Default.OwnSchedules)
            : outcome.As<ReadOnlyMemory<byte>>();
    }

    private static OwnSchedule Describe(ScheduledItem item)
    {
        var (publish, send) = (item.Work.Publish, item.Work.Send);
        return new OwnSchedule(
            item.Id,
            item.DueAt.ToUnixTimeMilliseconds(),
            publish is null ? null : new OwnScheduledPublish(
                publish.Channel,
                publish.IsJson ? JsonElement.Parse(publish.Data) : null,
                publish.IsJson ? null : publish.Data,
                publish.Tags),
            send is null ? null : new OwnScheduledMessage(send.Users, JsonElement.Parse(send.Data), send.Event, send.Kind, send.Tags));
    }
}
