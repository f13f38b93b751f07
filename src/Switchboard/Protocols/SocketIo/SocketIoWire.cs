using Switchboard.Configuration;

namespace Switchboard.Protocols.SocketIo;

/// <summary>The hub's endpoint, as it is configured.</summary>
internal static class SocketIoWire
{
    public static SocketIoOptions OptionsOf(SocketIoWireOptions wire) => new()
    {
        AllowVersion3 = wire.AllowVersion3,
        AllowPolling = wire.AllowPolling,
        PingInterval = TimeSpan.FromMilliseconds(wire.PingIntervalMilliseconds),
        PingTimeout = TimeSpan.FromMilliseconds(wire.PingTimeoutMilliseconds),
        UpgradeTimeout = TimeSpan.FromMilliseconds(wire.UpgradeTimeoutMilliseconds),
        ConnectTimeout = TimeSpan.FromMilliseconds(wire.ConnectTimeoutMilliseconds),
        MaxPayloadBytes = wire.MaxPayloadBytes,
        MaxAttachments = wire.MaxAttachments,
        MaxNamespacesPerConnection = wire.MaxNamespacesPerConnection,
        MaxQueuedMessages = wire.MaxQueuedMessages,
        MaxQueuedBytes = wire.MaxQueuedBytes,
        RecoveryTime = TimeSpan.FromSeconds(wire.RecoverySeconds),
    };
}
