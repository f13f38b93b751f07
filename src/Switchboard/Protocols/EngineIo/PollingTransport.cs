using System.Buffers;
using Switchboard.Connections;
using Switchboard.Outbound;

namespace Switchboard.Protocols.EngineIo;

/// <summary>Carries a session in requests: one that waits for what the server sends, and one at a time with what the client does.</summary>
/// <remarks>
/// It takes a few frames, as a socket's buffer would, and no more until the client has polled: the rest waits in the connection's
/// queue, where it counts against the limit. An answer has some of them, and the next poll finds the rest: clients take few packets at
/// once. After a change to WebSocket it only hands on.
/// </remarks>
internal sealed partial class PollingTransport(EngineIoSession session, bool wantsText) : IOutboundSink, IConnectionTransport
{
    private const int BufferBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private ArrayBufferWriter<byte>? _waiting;
    private TaskCompletionSource? _poll;
    private TaskCompletionSource? _room;
    private volatile IOutboundSink? _next;
    private bool _isPolled;
    private bool _isProbing;
    private bool _isChanging;
    private bool _isEnding;
    private bool _isEnded;
    private bool _isPosting;
    private TaskCompletionSource? _posted;

    /// <summary>Whether a poll waits.</summary>
    public bool IsPolled
    {
        get
        {
            lock (_lock)
            {
                return _isPolled;
            }
        }
    }

    /// <inheritdoc/>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        if (_next is { } next)
        {
            return next.TrySend(bytes);
        }

        lock (_lock)
        {
            if (_isEnded)
            {
                return -1;
            }

            if (_isChanging || _next is not null || (_waiting is not null && _waiting.WrittenCount + bytes.Length > BufferBytes))
            {
                return 0;
            }

            (_waiting ??= new ArrayBufferWriter<byte>(Math.Max(256, bytes.Length))).Write(bytes);
            _poll?.TrySetResult();
            return bytes.Length;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            if (_next is { } next)
            {
                return await next.SendAsync(bytes);
            }

            var taken = TrySend(bytes.Span);
            if (taken != 0)
            {
                return taken > 0;
            }

            await WaitForCapacityAsync();
        }
    }

    /// <summary>The client tries a WebSocket: polls return at once from here on, for it waits for the last one.</summary>
    public void BeginProbe()
    {
        lock (_lock)
        {
            _isProbing = true;
            _poll?.TrySetResult();
        }
    }

    /// <summary>The client's WebSocket came to nothing.</summary>
    public void EndProbe()
    {
        lock (_lock)
        {
            _isProbing = false;
        }
    }

    /// <summary>Hands everything on to a WebSocket, what waits first.</summary>
    public async ValueTask ChangeToAsync(IOutboundSink sink)
    {
        ReadOnlyMemory<byte> waiting;
        lock (_lock)
        {
            _isChanging = true;
            waiting = _waiting?.WrittenMemory ?? default;
            _waiting = null;
            _poll?.TrySetResult();
        }

        if (!waiting.IsEmpty)
        {
            await SendAllAsync(sink, waiting);
        }

        lock (_lock)
        {
            _next = sink;
            _room?.TrySetResult();
        }
    }

    /// <summary>Completes when no post is under way; there are no more after a change.</summary>
    public Task PostedAsync()
    {
        lock (_lock)
        {
            return _isPosting ? (_posted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task : Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public void OnClosing()
    {
        bool isLeft;
        lock (_lock)
        {
            _isEnding = true;
            _poll?.TrySetResult();

            // Where the client is at fault, or has said goodbye, it need not be told; a poll that is under way is answered, and one
            // that is changing to WebSocket is told there.
            isLeft = !_isPolled && !_isProbing && session.IsForgotten;
        }

        if (isLeft)
        {
            Cut();
        }
    }

    /// <inheritdoc/>
    public void Cut()
    {
        lock (_lock)
        {
            if (_isChanging)
            {
                // The session is the WebSocket's: a poll that was left behind does not end it.
                return;
            }

            _isEnded = true;
            _poll?.TrySetResult();
            _room?.TrySetResult();
        }

        session.Dispose();
    }

    private static async ValueTask SendAllAsync(IOutboundSink sink, ReadOnlyMemory<byte> bytes)
    {
        var taken = sink.TrySend(bytes.Span);
        if (taken >= 0 && taken < bytes.Length)
        {
            await sink.SendAsync(bytes[taken..]);
        }
    }

    private Task WaitForCapacityAsync()
    {
        lock (_lock)
        {
            if (_next is not null || _isEnded || (!_isChanging && _waiting is null))
            {
                return Task.CompletedTask;
            }

            if (_room is null || _room.Task.IsCompleted)
            {
                _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _room.Task;
        }
    }
}
