using Switchboard.Api.Messages;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>connections</c>.</summary>
internal sealed class ConnectionsMethod(ConnectionList connections)
    : ApiMethod<ConnectionsRequest, ConnectionsResult>("connections", "Lists connections.", ApiJsonContext.Default.ConnectionsRequest, ApiJsonContext.Default.ConnectionsResult)
{
    /// <inheritdoc/>
    protected override ValueTask<Result<ConnectionsResult>> HandleAsync(
        ConnectionsRequest request, ApiKeySettings key, CancellationToken cancellationToken)
        => ValueTask.FromResult(request.Limit < 0 ? ErrorCodes.BadRequest : List(request));

    private Result<ConnectionsResult> List(ConnectionsRequest request)
    {
        var page = connections.Read(
            RequestReader.TextOf(request.User), RequestReader.TextOf(request.Channel), RequestReader.TextOf(request.Cursor), ConnectionList.LimitOf(request.Limit));
        return new ConnectionsResult { Connections = [.. page.Connections.Select(Describe)], Cursor = page.Cursor };
    }

    private static ConnectionInfo Describe(Connection connection) => new()
    {
        Client = connection.Id,
        User = connection.Principal.UserId,
        Transport = connection.Transport.Transport,
        Protocol = connection.Transport.Protocol,
        Address = RequestReader.TextOf(connection.Transport.RemoteAddress),
        Name = connection.ClientName,
        ConnectedAtMs = connection.ConnectedAt.ToUnixTimeMilliseconds(),
        Channels = [.. connection.Subscriptions().Select(subscription => subscription.Name).Order(StringComparer.Ordinal)],
    };
}
