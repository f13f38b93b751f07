namespace Switchboard.Connections;

/// <summary>Describes connections to hooks.</summary>
internal static class ConnectionDescription
{
    public static ConnectionDetails Of(Connection connection) => new()
    {
        Client = connection.Id,
        Principal = connection.Principal,
        Transport = connection.Transport.Transport,
        Protocol = connection.Transport.Protocol,
        RemoteAddress = connection.Transport.RemoteAddress,
        ClientName = connection.ClientName,
    };

    /// <summary>Reads the headers of the connection's request, which lasts while a command of it is carried out.</summary>
    public static Func<string, string?> HeadersOf(Connection connection)
        => connection.Transport.Handshake is { } handshake ? handshake.Header : static _ => null;
}
