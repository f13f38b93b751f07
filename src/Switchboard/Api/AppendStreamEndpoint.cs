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
        var answer = target.FindRefusal() is { } refusal ? new OperationAnswer(refusal) : await target.BeginAsync(id, pieces.Empty, context.RequestAborted);
        if (answer.Error is null)
        {
            answer = await AppendAllAsync(context, target, pieces, channel);
        }

        await RespondAsync(context, answer);
    }

    private async Task<OperationAnswer> AppendAllAsync(HttpContext context, AppendTarget target, BodyPieces pieces, string channel)
    {
        settings.Current.Namespaces.TryResolve(channel, out var space);
        var patience = space?.Mutable?.AppendTimeout ?? Timeout.InfiniteTimeSpan;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            while (await NextAsync(pieces, space?.MaxPayloadBytes ?? 0, patience, stopping.Token) is { } piece)
            {
                var error = piece.Error ?? (await target.AppendAsync(piece.Json, stopping.Token)).Error;
                if (error is not null)
                {
                    return await BreakAsync(target, error);
                }
            }

            return await target.EndAsync(isBroken: false);
        }
        catch (TimeoutException)
        {
            return await BreakAsync(target, NothingCame(patience));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The request was aborted, or this server stops.
            return await BreakAsync(target, ErrorCodes.NotAvailable with { Temporary = true });
        }
    }

    // A read that is given up is cancelled, never left behind: the web server could not end the request then.
    private async ValueTask<BodyPiece?> NextAsync(BodyPieces pieces, int maxBytes, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        try
        {
            return await pieces.NextAsync(maxBytes, either.Token);
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private static ErrorCode NothingCame(TimeSpan patience) => ErrorCodes.BadRequest with
    {
        Message = $"{ErrorCodes.BadRequest.Message}: nothing whole has come of the body for {patience.TotalSeconds} s (appendTimeoutSeconds)",
        Details = new ErrorDetails { Field = "body", Reason = "appendTimeoutSeconds", Limit = (long)patience.TotalSeconds },
    };

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
