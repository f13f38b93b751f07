using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary><c>unschedule</c>: something is not to happen after all.</summary>
internal sealed class UnscheduleOperation(ScheduleHandler handler) : OwnOperation<UnscheduleFields>("unschedule", OwnJsonContext.Default.UnscheduleFields)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, UnscheduleFields fields)
    {
        var outcome = await handler.CancelAsync(connection.Principal, fields.User, fields.Id, CancellationToken.None);
        return outcome.IsSuccess
            ? Write(new UnscheduleReceipt(outcome.Value), OwnJsonContext.Default.UnscheduleReceipt)
            : outcome.As<ReadOnlyMemory<byte>>();
    }
}
