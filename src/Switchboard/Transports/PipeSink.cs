using System.Buffers;
using System.IO.Pipelines;
using Switchboard.Outbound;

namespace Switchboard.Transports;

/// <summary>Sends through the web server's pipe: for TLS, HTTP/2 and response streams.</summary>
internal sealed class PipeSink(PipeWriter output) : IOutboundSink
{
    private readonly Lock _lock = new();
    private Task _flush = Task.CompletedTask;
    private volatile bool _isBroken;

    /// <inheritdoc/>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        if (_isBroken)
        {
            return -1;
        }

        if (!_flush.IsCompleted)
        {
            return 0;
        }

        // The pipe copies, so that all is taken even when flushing it lasts.
        Write(bytes);
        return _isBroken ? -1 : bytes.Length;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _flush;
        Write(bytes.Span);
        await _flush;
        return !_isBroken;
    }

    /// <summary>Writes nothing any more. Completes when everything handed over has been flushed, or the connection is broken.</summary>
    public Task CloseAsync()
    {
        // Whoever writes at this moment holds the lock: once it is taken, nobody touches the pipe again.
        lock (_lock)
        {
            _isBroken = true;
            return _flush;
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_isBroken)
            {
                return;
            }

            try
            {
                output.Write(bytes);
                _flush = FlushAsync();
            }
            catch (Exception exception) when (ClientDisconnect.IsCauseOf(exception))
            {
                _isBroken = true;
            }
        }
    }

    private async Task FlushAsync()
    {
        try
        {
            var result = await output.FlushAsync(CancellationToken.None);
            if (result.IsCompleted || result.IsCanceled)
            {
                _isBroken = true;
            }
        }
        catch (Exception exception) when (ClientDisconnect.IsCauseOf(exception))
        {
            _isBroken = true;
        }
    }
}
