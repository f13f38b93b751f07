using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Transports;

namespace Switchboard.Api;

/// <summary><c>/api/append_stream</c>: appends a request's body to a publication while it arrives, and ends that with the body.</summary>
internal sealed class AppendStreamEndpoint(
    ApiEndpoint api, ApiDispatcher dispatcher, ApiRefusals refusals, SettingsHolder settings, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>The last part of its address.</summary>
    public const string Name = "append_stream";

    /// <summary>Answers a request when its body has ended.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (!ApiRefusals.IsSpelled(context.Request, Name))
        {
            await refusals.RefuseAddressAsync(context);
            return;
        }

        if (await api.TryEnterAsync(context) is not { } key)
        {
            return;
        }

        if (BodyPieces.Of(context.Request) is not { } pieces)
        {
            await refusals.RefuseTypeAsync(context, $"{BodyPieces.Text} or {BodyPieces.Lines}");
            return;
        }

        // What limits it is the publication's own limit, and how long that may be without a change.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        context.Features.Get<IHttpMinRequestBodyDataRateFeature>()?.MinDataRate = null;
        var (channel, id) = ($"{context.Request.Query["channel"]}", $"{context.Request.Query["id"]}");
        var target = new AppendTarget(dispatcher, key, ConnectionLimiter.AddressOf(context), channel, time);
        var answer = await target.BeginAsync(id, pieces.Empty, context.RequestAborted);
        if (answer.Error is null)
        {
            answer = await AppendAllAsync(context, target, pieces, channel);
        }

        await RespondAsync(context, answer);
    }

    private async Task<OperationAnswer> AppendAllAsync(HttpContext context, AppendTarget target, BodyPieces pieces, string channel)
    {
        settings.Current.Namespaces.TryResolve(channel, out var space);
        try
        {
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            var patience = space?.Mutable?.AppendTimeout ?? Timeout.InfiniteTimeSpan;
            while (await pieces.NextAsync(space?.MaxPayloadBytes ?? 0, stopping.Token).AsTask().WaitAsync(patience, time, stopping.Token) is { } piece)
            {
                if (piece.Error is not null)
                {
                    return await BreakAsync(target, piece.Error);
                }

                var appended = await target.AppendAsync(piece.Json, stopping.Token);
                if (appended.Error is not null)
                {
                    return await BreakAsync(target, appended.Error);
                }
            }

            return await target.EndAsync(isBroken: false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or TimeoutException or BadHttpRequestException)
        {
            // The request was aborted, nothing has come for too long, or this server stops.
            return await BreakAsync(target, ErrorCodes.NotAvailable with { Temporary = true });
        }
    }

    private static async Task<OperationAnswer> BreakAsync(AppendTarget target, ErrorCode error)
    {
        await target.EndAsync(isBroken: true);
        return new OperationAnswer(error);
    }

    private static async Task RespondAsync(HttpContext context, OperationAnswer answer)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (answer.Error is not null && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // What is left of the body is not going to be read.
            context.Response.Headers.Connection = "close";
        }

        var output = new ArrayBufferWriter<byte>();
        await using (var writer = ApiWriter.Create(output))
        {
            writer.WriteStartObject();
            answer.WriteProperty(writer, "result");
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = output.WrittenCount;
        await context.Response.BodyWriter.WriteAsync(output.WrittenMemory, context.RequestAborted);
    }
}
