using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchboard.Extensibility;
using Switchboard.Transports;

namespace Switchboard.Api;

/// <summary>Answers requests that come to no call of a method, and says why.</summary>
internal sealed class ApiRefusals(IAuditLog audit, ILogger<ApiRefusals> logger)
{
    /// <summary>Whether the address is the one of a method, letter by letter; an empty one is that of the API itself.</summary>
    public static bool IsSpelled(HttpRequest request, string method)
        => request.Path.Value!.EndsWith(method.Length == 0 ? ApiEndpointExtensions.Path : $"{ApiEndpointExtensions.Path}/{method}", StringComparison.Ordinal);

    public Task RefuseOriginAsync(HttpContext context)
    {
        RequestAudit.Refused(audit, context, "api.refused", "origin");
        return WriteAsync(context, StatusCodes.Status403Forbidden, ErrorCodes.PermissionDenied, "Pages of this origin may not use the API. Add it to connections.allowedOrigins, or call from a server.");
    }

    public Task RefuseKeyAsync(HttpContext context)
    {
        RequestAudit.Refused(audit, context, "api.refused", "key");
        return WriteAsync(context, StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, $"Send a key in the header {ApiKeys.Header} or as Authorization: {ApiKeys.Scheme} <key>: one of api.keys, or one that key_create made. Where there are accounts, administrators may send the token of theirs as Authorization: Bearer <token>.");
    }

    public Task RefuseRateAsync(HttpContext context, int seconds)
    {
        Refusal.TooMany(context, seconds);
        return WriteAsync(context, StatusCodes.Status429TooManyRequests, ErrorCodes.TooManyRequests, $"Too many requests come from this address. Try again in {seconds} s.");
    }

    public Task RefuseEncodingAsync(HttpContext context)
        => WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, ErrorCodes.BadRequest, "The body must not be compressed: leave out Content-Encoding.");

    public Task RefuseTypeAsync(HttpContext context, string types)
        => WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, ErrorCodes.BadRequest, $"The body must have the Content-Type {types}.");

    public Task RefuseSizeAsync(HttpContext context, int maxBytes)
        => WriteAsync(context, StatusCodes.Status413PayloadTooLarge, ErrorCodes.LimitExceeded, $"The body is larger than {maxBytes} bytes. Send less, or raise api.maxBodyBytes.");

    public Task RefuseAddressAsync(HttpContext context)
        => WriteAsync(context, StatusCodes.Status404NotFound, ErrorCodes.MethodNotFound, "There is no such method. Methods are in lower case, without a slash at the end, as POST /api/publish.");

    public Task RefuseVerbAsync(HttpContext context)
    {
        context.Response.Headers.Allow = HttpMethods.Post;
        return WriteAsync(context, StatusCodes.Status405MethodNotAllowed, ErrorCodes.MethodNotFound, $"Methods are called by POST, not {context.Request.Method}.");
    }

    /// <summary>The body was read, and is not what it must be.</summary>
    public Task RefuseBodyAsync(HttpContext context, string expected)
    {
        ApiLog.Refused(logger, $"{context.Connection.RemoteIpAddress}", StatusCodes.Status400BadRequest);
        return Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, $"The body must be {expected}, in UTF-8.");
    }

    private Task WriteAsync(HttpContext context, int status, ErrorCode error, string message)
    {
        ApiLog.Refused(logger, $"{context.Connection.RemoteIpAddress}", status);
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            // The body has not been read, and is not going to be.
            context.Response.Headers.Connection = "close";
        }

        return Refusal.WriteAsync(context, status, error, message);
    }
}
