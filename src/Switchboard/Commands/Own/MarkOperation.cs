using Switchboard.Connections;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary><c>mark</c>: messages were delivered, read, archived or deleted.</summary>
internal sealed class MarkOperation(InboxHandler handler) : OwnOperation<MarkFields>("mark", OwnJsonContext.Default.MarkFields)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, MarkFields fields)
    {
        var user = string.IsNullOrEmpty(fields.User) ? null : fields.User;
        var outcome = await handler.MarkAsync(connection.Principal, user, fields.Ids, MessageNames.MarkOf(fields.As), CancellationToken.None);
        return outcome.IsSuccess
            ? Write(new OwnUnread(outcome.Value!.Unread), OwnJsonContext.Default.OwnUnread)
            : outcome.As<ReadOnlyMemory<byte>>();
    }
}
