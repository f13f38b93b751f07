using System.Buffers;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Connections;

/// <summary>What waits to be sent. Commands that come while a frame is under way share the next one, up to a frame's size.</summary>
internal sealed class OutgoingQueue(ICentrifugeClientCodec codec, int maxFrameBytes) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<OutgoingFrame> _frames = new();
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private readonly SemaphoreSlim _available = new(0);
    private OutgoingFrame? _last;
    private bool _isCompleted;
    private long _bytes;

    /// <summary>How many bytes wait.</summary>
    public long WaitingBytes => Interlocked.Read(ref _bytes);

    /// <summary>Ends when everything that waits now was sent, or never will be.</summary>
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
            var frame = _last is { IsSealed: false } last && last.Bytes.WrittenCount + _scratch.WrittenCount < maxFrameBytes ? last : Begin();
            Write(frame, _scratch.WrittenSpan);
        }
    }

    /// <summary>Adds commands that go out in one frame of their own.</summary>
    /// <exception cref="SwitchboardException">Together they are too large.</exception>
    public void AddTogether(IReadOnlyList<CentrifugeCommand> commands)
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
                Separate(bytes);
                codec.WriteCommand(bytes, command);
            }

            ThrowIfTooLarge(bytes.WrittenCount);
            var frame = Begin();
            Write(frame, bytes.WrittenSpan);
            frame.IsSealed = true;
        }
    }

    /// <summary>Takes the next frame out, and waits for one; null once nothing more comes.</summary>
    public async ValueTask<OutgoingFrame?> TakeAsync(CancellationToken cancellationToken)
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

    /// <summary>Takes nothing more; what waits is still sent.</summary>
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

    /// <summary>Lets go whoever waits for frames that will not be sent any more.</summary>
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

    private OutgoingFrame Begin()
    {
        _last = new OutgoingFrame();
        _frames.Enqueue(_last);
        _available.Release();
        return _last;
    }

    private void Write(OutgoingFrame frame, ReadOnlySpan<byte> command)
    {
        var before = frame.Bytes.WrittenCount;
        Separate(frame.Bytes);
        frame.Bytes.Write(command);
        Interlocked.Add(ref _bytes, frame.Bytes.WrittenCount - before);
    }

    private void Separate(ArrayBufferWriter<byte> bytes)
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
