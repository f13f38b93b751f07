using Switchboard.Connections;
using Switchboard.Inbox;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary><c>state</c>: what became of messages that the caller sent.</summary>
internal sealed class StateOperation(InboxHandler handler) : OwnOperation<StateFields>("state", OwnJsonContext.Default.StateFields)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, StateFields fields)
    {
        var outcome = await handler.FindAsync(connection.Principal, fields.Ids, CancellationToken.None);
        return outcome.IsSuccess
            ? Write(new OwnStates([.. outcome.Value!.Select(ReceiptNotice.Of)]), OwnJsonContext.Default.OwnStates)
            : outcome.As<ReadOnlyMemory<byte>>();
    }
}
