using System.Collections.Concurrent;
using Switchboard.Diagnostics;
using Switchboard.Outbound;

namespace Switchboard.Connections;

/// <summary>The connections of this node, and who they belong to.</summary>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<string, Connection> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, UserConnections> _byUser = new(StringComparer.Ordinal);

    public ConnectionRegistry(HubMetrics metrics, OutboundCounters outbound)
    {
        metrics.Meter.CreateObservableUpDownCounter("switchboard.connections", () => Count, "{connection}", "Connections held.");
        metrics.Meter.CreateObservableUpDownCounter("switchboard.users", () => UserCount, "{user}", "Different users connected.");
        metrics.Meter.CreateObservableUpDownCounter("switchboard.queued", () => _byId.Values.Sum(connection => (long)connection.Outbound.QueuedBytes), "By", "Bytes waiting to be sent to all connections.");
        metrics.Meter.CreateObservableCounter("switchboard.sent", () => outbound.SentBytes.Value, "By", "Bytes handed to transports.");
        metrics.Meter.CreateObservableCounter("switchboard.drains.asynchronous", () => outbound.AsynchronousDrains.Value, "{drain}", "How often a connection took no more bytes for a while.");
    }

    public int Count => _byId.Count;

    public int UserCount => _byUser.Count;

    /// <summary>The connections of this moment.</summary>
    public IEnumerable<Connection> All => _byId.Select(static entry => entry.Value);

    public void Add(Connection connection) => _byId[connection.Id] = connection;

    /// <summary>Files an authenticated connection under its user. False where the user has too many.</summary>
    public bool TryIndexUser(Connection connection, int maxPerUser)
    {
        var user = connection.Principal.UserId;
        if (user.Length == 0)
        {
            return true;
        }

        while (true)
        {
            var verdict = _byUser.GetOrAdd(user, static _ => new UserConnections()).TryAdd(connection, maxPerUser);
            if (verdict is { } decided)
            {
                if (!connection.IsOpen)
                {
                    // It closed meanwhile, and what it held may have been let go before this was among it.
                    RemoveFromUser(connection);
                }

                return decided;
            }
        }
    }

    /// <summary>Takes a connection off the user's count and list.</summary>
    public void RemoveFromUser(Connection connection)
    {
        var user = connection.Principal.UserId;
        if (user.Length > 0 && _byUser.TryGetValue(user, out var connections) && connections.Remove(connection))
        {
            _byUser.TryRemove(KeyValuePair.Create(user, connections));
        }
    }

    /// <summary>Applies the limit of commands per second to all connections of a connection's user. True also where nobody is behind it.</summary>
    public bool TryTakeCommandOfUser(Connection connection, long now, int perSecond)
        => !_byUser.TryGetValue(connection.Principal.UserId, out var connections) || connections.TryTakeCommand(now, perSecond);

    public void Remove(Connection connection) => _byId.TryRemove(KeyValuePair.Create(connection.Id, connection));

    public Connection? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The open, authenticated connections that a target means.</summary>
    public IEnumerable<Connection> Select(ConnectionTarget target)
    {
        IEnumerable<Connection> candidates = target switch
        {
            { Client: { } id } => Find(id) is { } found ? [found] : [],
            { User: { Length: > 0 } user } => _byUser.TryGetValue(user, out var connections) ? connections.List() : [],
            _ => All,
        };
        return candidates.Where(connection => connection is { IsOpen: true, IsAuthenticated: true } && connection.IsMeantBy(target));
    }
}
