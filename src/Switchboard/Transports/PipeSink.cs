using System.Buffers;
using System.IO.Pipelines;
using Switchboard.Outbound;

namespace Switchboard.Transports;

/// <summary>Sends through the web server's pipe: for TLS, HTTP/2 and response streams.</summary>
internal sealed class PipeSink(PipeWriter output) : IOutboundSink
{
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
        _flush = WriteAsync(bytes);
        return _isBroken ? -1 : bytes.Length;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _flush;
        if (!_isBroken)
        {
            await WriteAsync(bytes.Span);
        }

        return !_isBroken;
    }

    /// <summary>Completes when everything handed over has been flushed, or the connection is broken.</summary>
    public Task FlushedAsync() => _flush;

    private Task WriteAsync(ReadOnlySpan<byte> bytes)
    {
        try
        {
            output.Write(bytes);
        }
        catch (Exception exception) when (ConnectionLoss.IsMeantBy(exception))
        {
            _isBroken = true;
            return Task.CompletedTask;
        }

        return FlushAsync();
    }

    private async Task FlushAsync()
    {
        try
        {
            var result = await output.FlushAsync(CancellationToken.None);
            _isBroken = result.IsCompleted || result.IsCanceled;
        }
        catch (Exception exception) when (ConnectionLoss.IsMeantBy(exception))
        {
            _isBroken = true;
        }
    }
}
