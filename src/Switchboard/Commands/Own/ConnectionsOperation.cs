using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Commands.Own;

/// <summary><c>connections</c>: a user lists the connections of its own; services list all.</summary>
internal sealed class ConnectionsOperation(ConnectionList connections)
    : OwnOperation<ConnectionsFields>("connections", OwnJsonContext.Default.ConnectionsFields)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<ReadOnlyMemory<byte>>> HandleAsync(Connection connection, ConnectionsFields fields)
        => ValueTask.FromResult(List(connection.Principal, fields));

    private Result<ReadOnlyMemory<byte>> List(Principal principal, ConnectionsFields fields)
    {
        var limit = fields.Limit ?? 0;
        if (limit < 0)
        {
            return ErrorCodes.BadRequest;
        }

        var user = string.IsNullOrEmpty(fields.User) ? null : fields.User;
        if (principal.Kind != PrincipalKind.Service)
        {
            user ??= principal.UserId;
            if (principal.IsBlocked || user.Length == 0 || user != principal.UserId)
            {
                return ErrorCodes.PermissionDenied;
            }
        }

        var page = connections.Read(
            user,
            string.IsNullOrEmpty(fields.Channel) ? null : fields.Channel,
            string.IsNullOrEmpty(fields.Cursor) ? null : fields.Cursor,
            ConnectionList.LimitOf(limit));
        var result = new OwnConnections([.. page.Connections.Select(Describe)], page.Cursor);
        return Write(result, OwnJsonContext.Default.OwnConnections);
    }

    private static OwnConnection Describe(Connection connection) => new(
        connection.Id,
        connection.Principal.UserId,
        connection.Transport.Transport,
        connection.Transport.Protocol,
        string.IsNullOrEmpty(connection.Transport.RemoteAddress) ? null : connection.Transport.RemoteAddress,
        connection.ClientName,
        connection.ConnectedAt.ToUnixTimeMilliseconds(),
        [.. connection.Subscriptions().Select(static subscription => subscription.Name).Order(StringComparer.Ordinal)]);
}
