using System.Buffers;
using System.IO.Pipelines;
using Switchboard.Outbound;

namespace Switchboard.Transports;

/// <summary>Sends through the web server's pipe: for TLS, HTTP/2 and response streams.</summary>
internal sealed class PipeSink(PipeWriter output) : IOutboundSink
{
    private ValueTask<FlushResult> _flush;
    private bool _isFlushing;

    /// <inheritdoc/>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        if (_isFlushing)
        {
            return 0;
        }

        try
        {
            output.Write(bytes);
            _flush = output.FlushAsync(CancellationToken.None);
            if (!_flush.IsCompleted)
            {
                _isFlushing = true;
                return bytes.Length;
            }

            return IsOver(_flush.GetAwaiter().GetResult()) ? -1 : bytes.Length;
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            return -1;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (_isFlushing)
            {
                var earlier = await _flush;
                _isFlushing = false;
                if (IsOver(earlier))
                {
                    return false;
                }
            }

            return !IsOver(await output.WriteAsync(bytes, CancellationToken.None));
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            return false;
        }
    }

    private static bool IsOver(FlushResult result) => result.IsCompleted || result.IsCanceled;

    private static bool IsConnectionLoss(Exception exception)
        => exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
