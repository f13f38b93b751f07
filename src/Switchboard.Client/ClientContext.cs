using Microsoft.Extensions.Logging;
using Switchboard.Client.Concurrency;
using Switchboard.Client.Configuration;
using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;

namespace Switchboard.Client;

/// <summary>What the parts of a client share.</summary>
internal sealed class ClientContext(ClientSettings settings, ReentrancyGuard reentrancy, EventQueue events, BackgroundTasks background, ClientMetrics metrics, ILogger logger)
{
    private Func<Session?> _session = static () => null;

    public ClientSettings Settings => settings;

    public ReentrancyGuard Reentrancy => reentrancy;

    public EventQueue Events => events;

    public BackgroundTasks Background => background;

    public ClientMetrics Metrics => metrics;

    public ILogger Logger => logger;

    /// <summary>The session that the hub accepted; null while there is none.</summary>
    public Session? Session => _session();

    /// <summary>Completes the context with the manager of connections, which itself needs parts of it.</summary>
    public void Attach(ConnectionManager connections) => _session = () => connections.Current;
}
