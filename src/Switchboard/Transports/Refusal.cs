using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Switchboard.Transports;

/// <summary>Answers requests that are not served: a status, and a body that says what was wrong and what to do, as errors of the HTTP API look.</summary>
internal static class Refusal
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Makes the answer, and sends it.</summary>
    /// <inheritdoc cref="Write"/>
    public static async Task WriteAsync(HttpContext context, int status, ErrorCode error, string message)
    {
        Write(context, status, error, message);
        await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
    }

    /// <summary>Sends the answer that an endpoint has made before it waited for anything.</summary>
    public static Task SendAfterAsync(Task serving, HttpContext context)
        => serving.IsCompletedSuccessfully && context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest }
            ? context.Response.BodyWriter.FlushAsync(CancellationToken.None).AsTask()
            : serving;

    /// <summary>Says that it was asked too often, and when to ask again.</summary>
    public static void TooMany(HttpContext context, int seconds)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Makes the answer. Whoever calls the endpoint sends it (<see cref="SendAfterAsync"/>).</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="error">The error of the catalogue that comes nearest.</param>
    /// <param name="message">What was wrong, and what to do.</param>
    public static void Write(HttpContext context, int status, ErrorCode error, string message)
    {
        var body = Encode(error.Code, message);
        context.Response.StatusCode = status;
        SecurityHeaders.Set(context.Response);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        // Asked for by its size: some pools have nothing to give to who asks for any.
        var writer = context.Response.BodyWriter;
        body.WrittenSpan.CopyTo(writer.GetSpan(body.WrittenCount));
        writer.Advance(body.WrittenCount);
    }

    private static ArrayBufferWriter<byte> Encode(uint code, string message)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body, _options))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error"u8);
            writer.WriteNumber("code"u8, code);
            writer.WriteString("message"u8, message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        body.Write("\n"u8);
        return body;
    }
}
