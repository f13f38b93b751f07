using Microsoft.Extensions.Logging;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Lifecycle;
using Switchboard.Timing;

namespace Switchboard.Protocols.EngineIo;

/// <summary>Does what is due for Engine.IO sessions, whose heartbeat is their own: it begins before the client is known, and its pace is the endpoint's.</summary>
internal sealed class EngineIoSweeper(Clock clock, ILogger<EngineIoSweeper> logger) : BackgroundLoop
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private volatile (string Path, EngineIoServer Server)[] _servers = [];

    /// <summary>The endpoints, by their paths without a slash at the end.</summary>
    public IReadOnlyList<(string Path, EngineIoServer Server)> Servers => _servers;

    /// <summary>Takes an endpoint in, when it is mapped.</summary>
    public void Add(string path, EngineIoServer server)
    {
        lock (_lock)
        {
            _servers = [.. _servers, (path, server)];
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken stopping)
    {
        using var timer = clock.CreateTimer(Period());
        while (await timer.WaitForNextTickAsync(stopping))
        {
            foreach (var (_, server) in _servers)
            {
                Sweep(server);
            }
        }
    }

    /// <summary>As often as connections are swept, and often enough for the shortest time-out.</summary>
    private TimeSpan Period()
    {
        var period = ConnectionSweeper.Period;
        foreach (var (_, server) in _servers)
        {
            var needed = server.Options.PingTimeout / 8;
            period = needed < period ? needed : period;
        }

        return period > _shortest ? period : _shortest;
    }

    private void Sweep(EngineIoServer server)
    {
        var now = clock.Milliseconds;
        foreach (var session in server.Sessions)
        {
            try
            {
                session.Check(now);
            }
            catch (Exception exception)
            {
                // The others are due all the same.
                ConnectionLog.SweepFailed(logger, exception);
            }
        }
    }
}
