using System.Buffers;
using Microsoft.AspNetCore.Http;
using Switchboard.Transports;
using Switchboard.Transports.Sockets;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Protocols.EngineIo;

/// <summary>Accepts WebSockets, for sessions that begin with one and for those that change to one.</summary>
internal static class EngineIoWebSocket
{
    private static readonly TimeSpan _handshakeLead = TimeSpan.FromMilliseconds(5);

    // RFC 9110, section 5.6.2.
    private static readonly SearchValues<char> _tokenCharacters
        = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Begins a session.</summary>
    public static async Task BeginAsync(HttpContext context, EngineIoServices services, Func<IDisposable, EngineIoSession> create)
    {
        if (!WebSocketHandshake.Check(context) || services.ConnectionLimiter.TryEnter(context) is not { } place)
        {
            return;
        }

        WebSocketHandshake.Prepare(context, FirstSubprotocolOf(context.Request));
        if (context.Features.Get<IDirectUpgrade>() is { } direct)
        {
            var session = create(place);
            session.Open();
            direct.Serve(session, new WebSocketReceiver(session, session, services.Metrics), session);
            return;
        }

        Stream stream;
        try
        {
            stream = await WebSocketHandshake.AcceptAsync(context);
        }
        catch
        {
            place.Dispose();
            throw;
        }

        await using (stream)
        {
            using var session = create(place);
            await RunAsync(context, services, stream, session);
        }
    }

    /// <summary>Lets a session change from polling.</summary>
    public static async Task UpgradeAsync(HttpContext context, EngineIoServices services, EngineIoUpgrade upgrade)
    {
        if (!WebSocketHandshake.Check(context))
        {
            upgrade.Dispose();
            return;
        }

        WebSocketHandshake.Prepare(context, FirstSubprotocolOf(context.Request));
        var receiver = new WebSocketReceiver(upgrade, upgrade, services.Metrics);
        if (context.Features.Get<IDirectUpgrade>() is { } direct)
        {
            direct.Serve(upgrade, receiver, upgrade);
            return;
        }

        using (upgrade)
        {
            await using var stream = await WebSocketHandshake.AcceptAsync(context);
            using var transport = new WebSocketTransport(context, stream, upgrade, receiver);
            if (upgrade.IsRefused)
            {
                transport.StartSending();
            }

            await transport.RunAsync();
        }
    }

    // Engine.IO has none, but its clients may be told to offer some, and give up where none is chosen.
    private static string? FirstSubprotocolOf(HttpRequest request)
    {
        var offered = request.Headers.SecWebSocketProtocol.ToString().AsSpan();
        var comma = offered.IndexOf(',');
        var first = (comma < 0 ? offered : offered[..comma]).Trim();
        return first.IsEmpty || first.ContainsAnyExcept(_tokenCharacters) ? null : first.ToString();
    }

    private static async Task RunAsync(HttpContext context, EngineIoServices services, Stream stream, EngineIoSession session)
    {
        using var transport = new WebSocketTransport(context, stream, session, new WebSocketReceiver(session, session, services.Metrics));
        if (session.ClientBegins)
        {
            // Behind the 101 by its own way, so that everything after the client's first frame can take the shortest.
            if (!await TryGreetAsync(stream, session))
            {
                return;
            }

            session.OpenGreeted();
        }
        else
        {
            // Where the server begins, clients have been seen that listen only once they know of the 101.
            await Task.Delay(_handshakeLead, session.Server.Services.Time);
            session.Open();
            transport.StartSending();
        }

        await transport.RunAsync();
    }

    private static async ValueTask<bool> TryGreetAsync(Stream stream, EngineIoSession session)
    {
        try
        {
            await stream.WriteAsync(session.Greeting, CancellationToken.None);
            return true;
        }
        catch (Exception exception) when (ClientDisconnect.IsCauseOf(exception))
        {
            // Gone between handshake and greeting.
            return false;
        }
    }
}
