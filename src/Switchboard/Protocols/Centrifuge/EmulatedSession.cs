using System.Collections.Concurrent;
using System.Threading.Channels;
using Switchboard.Cluster;
using Switchboard.Connections;
using Switchboard.Outbound;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>A session whose commands come in requests of their own, one after the other and bounded in number.</summary>
internal sealed class EmulatedSession(CentrifugeSession session)
{
    // More requests than this in flight come from no client that waits for its answers.
    private const int MaxWaiting = 64;

    private readonly Channel<ReadOnlyMemory<byte>> _waiting = System.Threading.Channels.Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public Connection Connection => session.Connection;

    /// <summary>Takes commands. A client that sends faster than they can be handled is closed. False once the connection is closing.</summary>
    public bool TryTake(ReadOnlyMemory<byte> data)
    {
        if (!Connection.IsOpen)
        {
            return false;
        }

        if (_waiting.Writer.TryWrite(data))
        {
            return true;
        }

        Connection.Close(CloseCodes.TooManyRequests);
        return true;
    }

    /// <summary>Takes no more commands, and lets <see cref="RunAsync"/> end.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Handles commands until there are no more. Those that still wait when the connection ends are thrown away.</summary>
    public async Task RunAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (_waiting.Reader.TryRead(out var data))
            {
                if (Connection.IsOpen)
                {
                    await ReceiveAsync(data);
                }
            }
        }
    }

    private ValueTask ReceiveAsync(ReadOnlyMemory<byte> data)
    {
        // The answers of one request go out together.
        ValueTask pending;
        using (DrainBatch.Begin())
        {
            pending = session.ReceiveAsync(data);
        }

        return pending;
    }
}

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
