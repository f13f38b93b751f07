using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Outbound;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.EngineIo;

/// <summary>An application's own handler, which is given the messages as they are.</summary>
internal sealed class RawApplication(IEngineIoHandler handler) : IEngineIoApplication
{
    /// <inheritdoc/>
    public string Protocol => "engine.io";

    /// <inheritdoc/>
    public WireFormat FormatOf(EngineIoVersion version) => RawFormat.Instance;

    /// <inheritdoc/>
    public bool ClientBegins(EngineIoVersion version) => false;

    /// <inheritdoc/>
    public LimitSettings LimitsFrom(LimitSettings hub) => hub;

    /// <inheritdoc/>
    public IEngineIoConversation Begin(EngineIoSession session, HttpContext context) => new RawConversation(session, handler);
}
