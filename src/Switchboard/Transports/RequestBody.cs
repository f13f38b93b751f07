using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Switchboard.Transports;

/// <summary>Reads whole request bodies, bounded in size and time.</summary>
internal static class RequestBody
{
    /// <summary>Reads the body, or answers the request: 413 where it is too big, 408 where it takes too long. Null where there is nothing left to do.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> TryReadAsync(HttpContext context, int maxBytes, TimeSpan time, TimeProvider clock)
    {
        if (context.Request.ContentLength > maxBytes)
        {
            return Refuse(context, StatusCodes.Status413PayloadTooLarge);
        }

        using var deadline = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, context.RequestAborted);
        try
        {
            var body = await ReadAsync(context.Request, maxBytes, either.Token);
            return body is null ? Refuse(context, StatusCodes.Status413PayloadTooLarge) : body.WrittenMemory;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Refuse(context, StatusCodes.Status408RequestTimeout);
        }
        catch (Exception exception) when (exception is OperationCanceledException || (exception is IOException and not BadHttpRequestException))
        {
            return null;
        }
    }

    private static async ValueTask<ArrayBufferWriter<byte>?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var result = await request.BodyReader.ReadAsync(cancellationToken);
            var isTooBig = result.Buffer.Length > maxBytes - body.WrittenCount;
            if (!isTooBig)
            {
                foreach (var part in result.Buffer)
                {
                    body.Write(part.Span);
                }
            }

            request.BodyReader.AdvanceTo(result.Buffer.End);
            if (isTooBig || result.IsCompleted)
            {
                return isTooBig ? null : body;
            }
        }
    }

    private static ReadOnlyMemory<byte>? Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return null;
    }
}
