using System.Collections.Concurrent;
using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>Connects the nodes of one process. With a single node, which is the rule, it carries nothing.</summary>
public sealed class InMemoryBus : IBus
{
    private readonly ConcurrentDictionary<string, Action<BusMessage>> _nodes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool HasPeers => _nodes.Count > 1;

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> AttachAsync(string nodeId, Action<BusMessage> receive, CancellationToken cancellationToken)
    {
        if (!_nodes.TryAdd(nodeId, receive))
        {
            throw new InvalidOperationException($"A node with the id '{nodeId}' is attached already.");
        }

        return ValueTask.FromResult<IAsyncDisposable>(new Attachment(this, nodeId));
    }

    /// <inheritdoc/>
    public void Send(BusMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        foreach (var (nodeId, receive) in _nodes)
        {
            if (nodeId != message.Sender && (message.Receiver is null || message.Receiver == nodeId))
            {
                receive(message);
            }
        }
    }

    private sealed class Attachment(InMemoryBus bus, string nodeId) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            bus._nodes.TryRemove(nodeId, out _);
            return ValueTask.CompletedTask;
        }
    }
}
