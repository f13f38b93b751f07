using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary><c>send</c>: a message into the inboxes of users.</summary>
internal sealed class SendOperation(MessageHandler handler) : OwnOperation<SendFields>("send", OwnJsonContext.Default.SendFields)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, SendFields fields)
    {
        var request = fields.ToRequest(JsonOf(fields.Data));
        var outcome = await handler.HandleAsync(connection.Principal, connection, request, CancellationToken.None);
        if (!outcome.IsSuccess)
        {
            return outcome.As<ReadOnlyMemory<byte>>();
        }

        // Who wrote to one user is told of that one's error as of the whole operation's.
        return outcome.Value is [{ Error: { } error }] && fields is { Users: null, Presence: null } ? error : ResultOf(outcome.Value!);
    }

    private static ReadOnlyMemory<byte> ResultOf(IReadOnlyList<MessageResult> results)
    {
        var messages = results.Select(static result => result.Error is { } error
            ? new OwnMessage(result.User, null, null, new OwnError(error.Code, error.Message))
            : new OwnMessage(result.User, result.Id, "accepted", null));
        return Write(new OwnMessages([.. messages]), OwnJsonContext.Default.OwnMessages);
    }
}
