using Switchboard.Connections;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Transports.Sockets;

/// <summary>The feature of a request whose connection can leave the web server with the upgrade.</summary>
internal interface IDirectUpgrade
{
    /// <summary>Answers with 101 and the response's headers, and serves the connection from then on. Returns at once.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="receiver">What its bytes go to; disposed at its end.</param>
    /// <param name="lifetime">Disposed when the connection has ended.</param>
    void Serve(ITransportConnection connection, WebSocketReceiver receiver, IDisposable lifetime);
}
