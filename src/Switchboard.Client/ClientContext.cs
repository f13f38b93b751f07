using Microsoft.Extensions.Logging;
using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;

namespace Switchboard.Client;

/// <summary>What the parts of a client share.</summary>
internal sealed class ClientContext(ClientSettings settings, OwnWork ownWork, EventQueue events, BackgroundWork background, ClientMetrics metrics, ILogger logger)
{
    private Func<Session?> _session = static () => null;

    public ClientSettings Settings => settings;

    public OwnWork OwnWork => ownWork;

    public EventQueue Events => events;

    public BackgroundWork Background => background;

    public ClientMetrics Metrics => metrics;

    public ILogger Logger => logger;

    /// <summary>The session that the hub accepted; null while there is none.</summary>
    public Session? Session => _session();

    /// <summary>Completes the context, once there is a connection keeper.</summary>
    public void Use(ConnectionKeeper keeper) => _session = () => keeper.Current;
}
