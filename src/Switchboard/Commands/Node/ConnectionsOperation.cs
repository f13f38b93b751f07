using System.ComponentModel;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Results;

namespace Switchboard.Commands.Node;

/// <summary><c>connections</c>.</summary>
internal sealed class ConnectionsOperation(ConnectionList connections, SettingsHolder settings)
    : Operation<ConnectionsRequest, ConnectionsResult>("connections", OperationJsonContext.Default.ConnectionsRequest, OperationJsonContext.Default.ConnectionsResult)
{
    // Names of fields, id, address and time; quotes and comma.
    private const int EntryBytes = 200;
    private const int ChannelBytes = 3;

    /// <inheritdoc/>
    protected override async ValueTask<Result<ConnectionsResult>> ExecuteAsync(OperationCaller caller, ConnectionsRequest request, CancellationToken cancellationToken)
    {
        var outcome = List(caller.Principal, request);
        await LargeReply.LeaveLoopAsync(outcome.Value?.Connections.Sum(SizeOf) ?? 0);
        return outcome;
    }

    // Services list all, a user its own.
    private Result<ConnectionsResult> List(Principal principal, ConnectionsRequest request)
    {
        var size = PageSize.Of(request.Limit);
        if (!size.IsSuccess)
        {
            return size.As<ConnectionsResult>();
        }

        var user = RequestReader.TextOf(request.User);
        if (UserIds.Check(user) is { } invalid)
        {
            return invalid;
        }

        if (principal.Kind != PrincipalKind.Service)
        {
            user ??= principal.UserId;
            if (principal.IsBlocked || user.Length == 0 || user != principal.UserId)
            {
                return ErrorCodes.PermissionDenied;
            }
        }

        var page = connections.Read(user, RequestReader.TextOf(request.Channel), RequestReader.TextOf(request.Cursor), size.Value);
        return ResultOf(page, settings.Current.ReplyBytesFor(principal));
    }

    private static ConnectionsResult ResultOf(ConnectionPage page, int maxBytes)
    {
        var listed = new List<ConnectionInfo>(page.Connections.Count);
        var bytes = 0L;
        foreach (var connection in page.Connections)
        {
            var info = Describe(connection);
            bytes += SizeOf(info);
            if (listed.Count > 0 && bytes > maxBytes)
            {
                return new ConnectionsResult { Connections = listed, Cursor = listed[^1].Client };
            }

            listed.Add(info);
        }

        return new ConnectionsResult { Connections = listed, Cursor = page.Cursor };
    }

    private static long SizeOf(ConnectionInfo info)
        => EntryBytes + info.User.Length + info.Name.Length + info.Channels.Sum(static channel => channel.Length + ChannelBytes);

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

/// <summary>Asks for connections.</summary>
internal sealed record ConnectionsRequest
{
    [Description("Those of this user only.")]
    public string? User { get; init; }

    [Description("Those that are subscribed to this channel only.")]
    public string? Channel { get; init; }

    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [Description("The most connections to return, up to 1000. 0 or absent is 100.")]
    public int? Limit { get; init; }
}

/// <summary>A page of connections, in the order of their client ids.</summary>
internal sealed record ConnectionsResult
{
    [Description("The connections.")]
    public required IReadOnlyList<ConnectionInfo> Connections { get; init; }

    [Description("What asks for the next page; absent on the last.")]
    public string? Cursor { get; init; }
}

/// <summary>A connection.</summary>
internal sealed record ConnectionInfo
{
    [Description("The client id.")]
    public required string Client { get; init; }

    [Description("The user id; empty for an anonymous connection.")]
    public required string User { get; init; }

    [Description("The transport: websocket, sse, http_stream or uni_sse.")]
    public required string Transport { get; init; }

    [Description("The encoding: json or protobuf.")]
    public required string Protocol { get; init; }

    [Description("The remote address.")]
    public string? Address { get; init; }

    [Description("The client library, as it says.")]
    public required string Name { get; init; }

    [Description("When it connected, in Unix milliseconds.")]
    public required long ConnectedAtMs { get; init; }

    [Description("The channels to which it is subscribed.")]
    public required IReadOnlyList<string> Channels { get; init; }
}
