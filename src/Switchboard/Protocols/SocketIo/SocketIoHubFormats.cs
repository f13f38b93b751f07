using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>The formats of one endpoint's members.</summary>
internal sealed class SocketIoHubFormats(CallAcks calls)
{
    private readonly SocketIoHubFormat _v3 = new(EngineIoVersion.V3, withMeta: false, calls);
    private readonly SocketIoHubFormat _v3Meta = new(EngineIoVersion.V3, withMeta: true, calls);
    private readonly SocketIoHubFormat _v4 = new(EngineIoVersion.V4, withMeta: false, calls);
    private readonly SocketIoHubFormat _v4Meta = new(EngineIoVersion.V4, withMeta: true, calls);

    public SocketIoHubFormat Of(EngineIoVersion version, bool withMeta) => (version, withMeta) switch
    {
        (EngineIoVersion.V3, false) => _v3,
        (EngineIoVersion.V3, true) => _v3Meta,
        (_, false) => _v4,
        _ => _v4Meta,
    };
}
