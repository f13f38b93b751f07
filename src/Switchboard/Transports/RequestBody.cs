using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Switchboard.Transports;

/// <summary>Reads whole request bodies, bounded in size and time.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body, or answers the request: 413 where it is too big, 408 where it takes too long. Null where there is nothing left to do.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">The limit of its body.</param>
    /// <param name="time">How long reading may take.</param>
    /// <param name="clock">Tells that time.</param>
    /// <param name="isStatusAlone">Whether 413 has no body, as some protocols want it.</param>
    public static async ValueTask<ReadOnlyMemory<byte>?> TryReadAsync(
        HttpContext context, int maxBytes, TimeSpan time, TimeProvider clock, bool isStatusAlone = false)
    {
        using var deadline = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            var body = await ReadAsync(context.Request, maxBytes, either.Token);
            if (body is null && isStatusAlone)
            {
                context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return null;
            }

            if (body is null)
            {
                await Refusal.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, ErrorCodes.LimitExceeded, $"The body is larger than {maxBytes} bytes. Send less.");

                // Said apart: as a memory, an array that is null would be an empty body.
                return null;
            }

            return body;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status408RequestTimeout, ErrorCodes.BadRequest, $"The body did not come within {time.TotalSeconds} s. Send it at once.");
            return null;
        }
        catch (Exception exception) when (exception is OperationCanceledException || (exception is IOException and not BadHttpRequestException))
        {
            // In the middle of a read, which the web server would take up, and report.
            context.Abort();
            return null;
        }
    }

    /// <summary>Reads the body; null where it is larger than the limit. What is announced as larger is not read at all.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        LiftServerLimit(request.HttpContext);
        var reader = request.BodyReader;
        ArrayBufferWriter<byte>? parts = null;

        // A token of the read itself would leave the web server in the middle of it.
        using var giveUp = cancellationToken.UnsafeRegister(static state => GiveUp((PipeReader)state!), reader);
        while (true)
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            if (read.IsCanceled && cancellationToken.IsCancellationRequested)
            {
                reader.AdvanceTo(read.Buffer.Start);
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (read.Buffer.Length + (parts?.WrittenCount ?? 0) > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.Start);
                return null;
            }

            if (read.IsCompleted && parts is null)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            // Taken, and not only looked at: where the client breaks off behind bytes that were, the web server cannot end its own read,
            // and warns of that.
            parts ??= new ArrayBufferWriter<byte>();
            foreach (var part in read.Buffer)
            {
                parts.Write(part.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return parts.WrittenSpan.ToArray();
            }
        }
    }

    private static void GiveUp(PipeReader reader)
    {
        try
        {
            reader.CancelPendingRead();
        }
        catch (Exception exception) when (ClientDisconnect.IsCauseOf(exception))
        {
            // The client is gone: reading says so.
        }
    }

    // The limit here is the one that is configured; the web server's own may be lower.
    private static void LiftServerLimit(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = null;
        }
    }
}
