using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Switchboard.Connections;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Transports.Sockets;

/// <summary>One request for an upgrade that this process reads itself, as the endpoints see it.</summary>
internal sealed class DirectUpgrade : IDirectUpgrade, IHttpUpgradeFeature
{
    private readonly Socket _socket;
    private readonly EventLoop _loop;
    private readonly DefaultHttpContext _context;
    private bool _isServed;

    /// <param name="socket">The connection.</param>
    /// <param name="loop">The loop that is to serve it.</param>
    /// <param name="request">What the client asked.</param>
    /// <param name="services">The application's services.</param>
    public DirectUpgrade(Socket socket, EventLoop loop, HttpRequestFeature request, IServiceProvider services)
    {
        _socket = socket;
        _loop = loop;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(new HttpResponseFeature());
        features.Set<IHttpUpgradeFeature>(this);
        features.Set<IDirectUpgrade>(this);
        _context = new DefaultHttpContext(features) { RequestServices = services };
        if (socket.RemoteEndPoint is IPEndPoint remote)
        {
            _context.Connection.RemoteIpAddress = remote.Address;
            _context.Connection.RemotePort = remote.Port;
        }

        _context.Connection.LocalIpAddress = (socket.LocalEndPoint as IPEndPoint)?.Address;
    }

    bool IHttpUpgradeFeature.IsUpgradableRequest => true;

    /// <summary>Lets an endpoint answer. A request that it refuses ends the connection.</summary>
    public async Task RunAsync(RequestDelegate endpoint)
    {
        using var body = new MemoryStream();
        _context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        try
        {
            await endpoint(_context);
            if (!_isServed)
            {
                await RefuseAsync(body);
            }
        }
        catch (Exception exception)
        {
            _loop.Report(exception);
        }
        finally
        {
            if (!_isServed)
            {
                _socket.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Serve(ITransportConnection connection, WebSocketReceiver receiver, IDisposable lifetime)
    {
        _context.Response.StatusCode = StatusCodes.Status101SwitchingProtocols;

        // Nothing has been sent before, so that the kernel takes it whole, or the client is gone: reading tells.
        _socket.Send(ResponseHead.Encode(_context.Response), SocketFlags.None, out _);
        _isServed = true;
        new SocketTransport(_socket, _loop, connection, receiver, lifetime).Start();
    }

    private async Task RefuseAsync(MemoryStream body)
    {
        // What was written to the body's pipe waits there until now.
        await _context.Response.BodyWriter.FlushAsync();
        _context.Response.Headers.ContentLength = body.Length;
        _context.Response.Headers.Connection = "close";
        _socket.Send([.. ResponseHead.Encode(_context.Response), .. body.ToArray()], SocketFlags.None, out _);
    }

    Task<Stream> IHttpUpgradeFeature.UpgradeAsync() => throw new NotSupportedException("The connection is served through IDirectUpgrade.");
}
