using Switchboard.Connections;
using Switchboard.Lifecycle;

namespace Switchboard.Transports;

/// <summary>What a connection holds as long as its transport lasts. Disposing ends the connection and gives it all back.</summary>
internal sealed class ConnectionLease(Connection connection, ConnectionManager manager, IDisposable place) : IDisposable
{
    public void Dispose()
    {
        connection.CloseSilently(CloseCodes.ConnectionClosed);
        manager.Forget(connection);
        place.Dispose();
    }
}
