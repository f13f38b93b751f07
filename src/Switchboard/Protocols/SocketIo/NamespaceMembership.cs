using Switchboard.Protocols.EngineIo;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <summary>A client's part in one Socket.IO namespace: who it is there, and what it sends there, which nothing in another one holds up.</summary>
internal sealed class NamespaceMembership
{
    // What a packet takes beside its bytes.
    private const int PacketCost = 200;

    private readonly InboundQueue<SocketIoPacket?> _inbound;
    private readonly int _maxConcurrentEvents;
    private volatile SocketIoSocket? _socket;
    private volatile SocketIoHubSession? _member;
    private volatile bool _isEnding;
    private int _running;
    private TaskCompletionSource? _handled;

    /// <param name="name">The Socket.IO namespace.</param>
    /// <param name="backlog">What waits in all of them.</param>
    /// <param name="handle">Handles a packet; null is the end.</param>
    /// <param name="maxConcurrentEvents">How many events may be in the hands of handlers.</param>
    public NamespaceMembership(string name, InboundBacklog backlog, Func<NamespaceMembership, SocketIoPacket?, ValueTask> handle, int maxConcurrentEvents)
    {
        Name = name;
        _inbound = new InboundQueue<SocketIoPacket?>(backlog, packet => handle(this, packet));
        _maxConcurrentEvents = maxConcurrentEvents;
    }

    public string Name { get; }

    /// <summary>The client as the application knows it; null where it is not in, or the hub alone is behind the Socket.IO namespace.</summary>
    public SocketIoSocket? Socket
    {
        get => _socket is { Connected: true } socket ? socket : null;
        set => _socket = value;
    }

    /// <summary>The client as a member of the hub; null where it is none.</summary>
    public SocketIoHubSession? Member
    {
        get => _member;
        set => _member = value;
    }

    /// <summary>Whether the client is in.</summary>
    public bool IsIn => Member is not null || Socket is not null;

    /// <summary>Whether the client is neither in, nor about to be.</summary>
    public bool IsOver => !IsIn && _inbound.IsIdle;

    /// <summary>Handles a packet, or keeps it until those before it have been.</summary>
    /// <returns>Completes when the client may be read further.</returns>
    public Task AddAsync(SocketIoPacket packet) => _inbound.AddAsync(packet, PacketCost + SizeOf(packet));

    /// <summary>Ends the client's part, behind what it has sent: handlers do not wait for one another any more.</summary>
    public void End(bool dropWaiting)
    {
        _isEnding = true;
        Interlocked.Exchange(ref _handled, null)?.TrySetResult();
        _inbound.AddLast(null, dropWaiting);
    }

    /// <summary>Ends the socket, even one that is not in yet.</summary>
    public void EndSocket(string reason) => _socket?.End(reason);

    /// <summary>Lets a handler go on beside the others, unless there are too many: the next event waits until one has finished.</summary>
    public ValueTask LetRunAsync(ValueTask pending)
    {
        if (pending.IsCompletedSuccessfully)
        {
            return ValueTask.CompletedTask;
        }

        TaskCompletionSource? full = null;
        if (Interlocked.Increment(ref _running) >= _maxConcurrentEvents)
        {
            full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _handled, full);
        }

        _ = FinishAsync(pending);
        return full is null || Volatile.Read(ref _running) < _maxConcurrentEvents || _isEnding ? ValueTask.CompletedTask : new ValueTask(full.Task);
    }

    private async Task FinishAsync(ValueTask pending)
    {
        try
        {
            await pending;
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            Interlocked.Exchange(ref _handled, null)?.TrySetResult();
        }
    }

    private static int SizeOf(SocketIoPacket packet)
    {
        var bytes = packet.Auth.Length;
        foreach (var argument in packet.Arguments)
        {
            bytes += argument.Length;
        }

        foreach (var attachment in packet.Attachments)
        {
            bytes += attachment.Length;
        }

        return bytes;
    }
}
