using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchboard.Results;

namespace Switchboard.Transports;

/// <summary>Stands around the hub's endpoints: what a client does in the middle of a request is no error of the server's, and must not fill its log.</summary>
internal sealed class RequestGuard(ForwardedHeaders forwarded, OwnHosts hosts, ILogger<RequestGuard> logger)
{
    /// <summary>Puts the guard around endpoints as they are built.</summary>
    public void Protect(IEndpointConventionBuilder endpoints) => endpoints.Add(builder =>
    {
        if (builder.RequestDelegate is { } endpoint)
        {
            builder.RequestDelegate = context => RunAsync(endpoint, context);
        }
    });

    private async Task RunAsync(RequestDelegate endpoint, HttpContext context)
    {
        forwarded.Apply(context);
        if (!hosts.TryPass(context))
        {
            return;
        }

        if (SecurityHeaders.Concern(context.Request))
        {
            SecurityHeaders.Set(context.Response);
        }

        try
        {
            await endpoint(context);
        }
        catch (BadHttpRequestException exception)
        {
            RequestLog.Malformed(logger, exception);
            Refuse(context, exception.StatusCode);
        }
        catch (Exception exception) when (InternalError.FindAnswer(exception) is { } answer && !context.Response.HasStarted)
        {
            await RefuseAsync(context, answer);
        }
        catch (Exception exception) when (ClientDisconnect.IsCauseOf(exception) && (exception is IOException || context.RequestAborted.IsCancellationRequested))
        {
            RequestLog.ClientGone(logger, exception);
            context.Abort();
        }
    }

    // A store that is away, mostly: another try may help.
    private static Task RefuseAsync(HttpContext context, ErrorCode error) => Refusal.WriteAsync(
        context, error.Code == ErrorCodes.TooManyRequests.Code ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable, error, error.Message);

    // Where its body ends is not known: nothing can follow on the same connection.
    private static void Refuse(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
    }
}
