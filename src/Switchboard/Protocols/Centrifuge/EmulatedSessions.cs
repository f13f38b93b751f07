using System.Collections.Concurrent;
using Switchboard.Cluster;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>The sessions of this node whose commands come in requests of their own.</summary>
internal sealed class EmulatedSessions : IEmulationTarget
{
    private readonly ConcurrentDictionary<string, EmulatedSession> _sessions = new(StringComparer.Ordinal);

    public void Add(string id, EmulatedSession session) => _sessions[id] = session;

    public void Remove(string id) => _sessions.TryRemove(id, out _);

    /// <inheritdoc/>
    public bool TryDeliver(string session, ReadOnlyMemory<byte> data)
        => _sessions.TryGetValue(session, out var found) && found.TryTake(data);
}
