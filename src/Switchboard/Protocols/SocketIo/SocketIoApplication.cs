using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Outbound;
using Switchboard.Protocols.EngineIo;
using Switchboard.Transports;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Socket.IO at one address, with or without the hub behind its main namespace.</summary>
internal sealed class SocketIoApplication(SocketIoServer server, SocketIoOptions options, SocketIoHubContext hub, bool isHub) : IEngineIoApplication
{
    private readonly SocketIoHubFormats _formats = new(hub.Calls);

    public SocketIoServer Server => server;

    public SocketIoOptions Options => options;

    public SocketIoHubContext Hub => hub;

    /// <summary>Whether clients in the main namespace are members of the hub.</summary>
    public bool IsHub => isHub;

    /// <inheritdoc/>
    public string Protocol => "socket.io";

    /// <inheritdoc/>
    public WireFormat FormatOf(EngineIoVersion version) => _formats.Of(version, withMeta: false);

    /// <summary>The format of subscriptions that ask for what is known beside the data.</summary>
    public SocketIoHubFormat MetaFormatOf(EngineIoVersion version) => _formats.Of(version, withMeta: true);

    /// <inheritdoc/>
    public bool ClientBegins(EngineIoVersion version) => version == EngineIoVersion.V4;

    /// <inheritdoc/>
    public LimitSettings LimitsFrom(LimitSettings hub) => hub;

    /// <inheritdoc/>
    public IEngineIoConversation Begin(EngineIoSession session, HttpContext context)
    {
        session.Connection.Transport.Handshake = session.Polling is null && session.Connection.Transport.Transport == "websocket"
            ? new HttpHandshake(context)
            : new RetainedHandshake(context);
        var address = session.Connection.Transport.RemoteAddress;
        var needsHandshake = !isHub || server.Main.IsUsed || session.Version == EngineIoVersion.V3 || server.HasOthers;
        var handshake = needsHandshake ? SocketIoHandshake.From(context.Request, address, hub.Clock.UtcNow) with { User = session.Connection.Transport.Handshake?.User } : null;
        return new SocketIoConversation(this, session, handshake);
    }
}
