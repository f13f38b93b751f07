using System.Buffers;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Connections;

/// <summary>Commands to be sent. Those that are added while a frame is being written share the next one, up to its maximum size.</summary>
internal sealed class OutgoingQueue(ICentrifugeClientCodec codec, int maxFrameBytes) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<OutgoingFrame> _frames = new();
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private readonly SemaphoreSlim _available = new(0);
    private OutgoingFrame? _last;
    private bool _isCompleted;
    private long _bytes;

    /// <summary>How many bytes are queued.</summary>
    public long QueuedBytes => Interlocked.Read(ref _bytes);

    /// <summary>Completes when everything that is queued now was sent, or never will be.</summary>
    public Task Sent
    {
        get
        {
            lock (_gate)
            {
                return _last?.Sent ?? Task.CompletedTask;
            }
        }
    }

    /// <summary>Adds a command.</summary>
    /// <exception cref="SwitchboardException">It is too large.</exception>
    public void Add(CentrifugeCommand command)
    {
        lock (_gate)
        {
            if (_isCompleted)
            {
                return;
            }

            _scratch.ResetWrittenCount();
            codec.WriteCommand(_scratch, command);
            ThrowIfTooLarge(_scratch.WrittenCount);
            var frame = _last is { IsSealed: false } last && last.Bytes.WrittenCount + _scratch.WrittenCount < maxFrameBytes ? last : AddFrame();
            Write(frame, _scratch.WrittenSpan);
        }
    }

    /// <summary>Adds commands that go out in one frame of their own.</summary>
    /// <exception cref="SwitchboardException">Together they are too large.</exception>
    public void AddBatch(IReadOnlyList<CentrifugeCommand> commands)
    {
        lock (_gate)
        {
            if (_isCompleted)
            {
                return;
            }

            var bytes = new ArrayBufferWriter<byte>();
            foreach (var command in commands)
            {
                WriteSeparator(bytes);
                codec.WriteCommand(bytes, command);
            }

            ThrowIfTooLarge(bytes.WrittenCount);
            var frame = AddFrame();
            Write(frame, bytes.WrittenSpan);
            frame.IsSealed = true;
        }
    }

    /// <summary>Removes the next frame, and waits for one; null once the queue is completed and empty.</summary>
    public async ValueTask<OutgoingFrame?> DequeueAsync(CancellationToken cancellationToken)
    {
        await _available.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (!_frames.TryDequeue(out var frame))
            {
                return null;
            }

            frame.IsSealed = true;
            Interlocked.Add(ref _bytes, -frame.Bytes.WrittenCount);
            return frame;
        }
    }

    /// <summary>Accepts nothing more; what is queued is still sent.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (!_isCompleted)
            {
                _isCompleted = true;
                _available.Release();
            }
        }
    }

    /// <summary>Drops what is queued, and releases whoever waits for it to be sent.</summary>
    public void Abandon()
    {
        Complete();
        lock (_gate)
        {
            while (_frames.TryDequeue(out var frame))
            {
                frame.Complete();
            }
        }
    }

    public void Dispose() => _available.Dispose();

    private OutgoingFrame AddFrame()
    {
        _last = new OutgoingFrame();
        _frames.Enqueue(_last);
        _available.Release();
        return _last;
    }

    private void Write(OutgoingFrame frame, ReadOnlySpan<byte> command)
    {
        var before = frame.Bytes.WrittenCount;
        WriteSeparator(frame.Bytes);
        frame.Bytes.Write(command);
        Interlocked.Add(ref _bytes, frame.Bytes.WrittenCount - before);
    }

    private void WriteSeparator(ArrayBufferWriter<byte> bytes)
    {
        if (bytes.WrittenCount > 0 && codec.IsText)
        {
            bytes.Write("\n"u8);
        }
    }

    private void ThrowIfTooLarge(int bytes)
    {
        if (bytes > maxFrameBytes)
        {
            throw new SwitchboardException(ErrorCodes.LimitExceeded);
        }
    }
}

/// <summary>A frame that is being filled, or is queued.</summary>
internal sealed class OutgoingFrame
{
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ArrayBufferWriter<byte> Bytes { get; } = new();

    /// <summary>Whether nothing more may be added.</summary>
    public bool IsSealed { get; set; }

    /// <summary>Completes when the frame was written to the transport, or never will be. Never faulted.</summary>
    public Task Sent => _sent.Task;

    public void Complete() => _sent.TrySetResult();
}
