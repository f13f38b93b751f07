using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Hosting;
using Switchboard.Results;
using Switchboard.Transports;

namespace Switchboard.Identity.Devices;

/// <summary><c>POST /connection/challenge</c> and <c>POST /connection/enrol</c>: what a device asks for before it connects. Limited as connecting is.</summary>
internal sealed class DeviceEndpoints(
    DeviceRegistry registry, DeviceSecret secret, CrossOrigin crossOrigin, OwnHosts hosts, ConnectionLimiter limiter, SettingsHolder settings, IAuditLog audit, TimeProvider time) : IHubEndpoints
{
    private const int MaxCodeLength = 128;

    // Beside the key: names, an id, a code.
    private const int OtherBytes = 1024;

    private static readonly string[] _methods = [HttpMethods.Post, HttpMethods.Options];

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOnly("/connection/challenge", _methods, context => ServeAsync(context, OtherBytes, DeviceJsonContext.Default.ChallengeRequest, ChallengeAsync));
        endpoints.MapOnly(
            "/connection/enrol", _methods, context => ServeAsync(context, settings.Current.Devices.MaxKeyBytes + OtherBytes, DeviceJsonContext.Default.EnrolRequest, EnrolAsync));
    }

    // It says the same whether or not there is such a device: nothing is looked up.
    private async Task ChallengeAsync(HttpContext context, ChallengeRequest request)
    {
        if (DeviceIds.Check(request.Device, "device") is { } error)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, error);
            return;
        }

        if (DeviceHost.Of(context.Request.Host.Value ?? "") is not { } host)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, InvalidField.Of("Host", "must name the server: it is a header"));
            return;
        }

        // What was made for a name is good for that name alone: checked here, it holds for the connect that follows, too.
        if (!hosts.KnowsWithPort(context))
        {
            OwnHosts.Refuse(context);
            await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
            return;
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var nonce = DeviceNonce.Create(await secret.GetAsync(context.RequestAborted), request.Device!, host, now);
        var challenge = new ChallengeResult { Nonce = nonce, ExpiresAt = now + (settings.Current.Devices.ChallengeSeconds * 1000L) };
        await AnswerAsync(context, challenge, DeviceJsonContext.Default.ChallengeResult);
    }

    private async Task EnrolAsync(HttpContext context, EnrolRequest request)
    {
        if (request.Code is not { Length: > 0 and <= MaxCodeLength } code)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, InvalidField.Of("code", $"must be 1 to {MaxCodeLength} characters"));
            return;
        }

        var enrolled = await registry.EnrolAsync(code, request.Id, request.PublicKey.IsSet ? request.PublicKey.Utf8 : default, context.RequestAborted);
        if (enrolled.Error is { } error)
        {
            Audit(context, request.Id ?? "", AuditResult(error));
            await RefuseAsync(context, StatusOf(error), error);
            return;
        }

        var (id, key) = enrolled.Value;
        await audit.RecordAsync(EventOf(context, id, "ok") with { Actor = $"device:{id}" }, CancellationToken.None);
        await AnswerAsync(context, new DeviceCreateResult { Id = id, Algorithm = key.Algorithm.ToString() }, DeviceJsonContext.Default.DeviceCreateResult);
    }

    private async Task ServeAsync<TRequest>(HttpContext context, int maxBytes, JsonTypeInfo<TRequest> type, Func<HttpContext, TRequest, Task> serve)
        where TRequest : class
    {
        if (!crossOrigin.TryPass(context))
        {
            await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
            return;
        }

        using var lease = limiter.TryEnter(context);
        if (lease is null)
        {
            await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
            return;
        }

        if (!settings.Current.Devices.Enabled)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status404NotFound, ErrorCodes.NotAvailable, "There are no devices here. Turn on devices.enabled.");
            return;
        }

        if (await RequestBody.TryReadAsync(context, maxBytes, settings.Current.Limits.UnauthenticatedTime, time) is not { } body)
        {
            return;
        }

        var request = RequestParser.TryParseObject(body.Span) is { } json ? RequestParser.Read(json, type) : ErrorCodes.BadRequest;
        if (!request.IsSuccess)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, request.Error!);
            return;
        }

        await TryServeAsync(context, request.Value!, serve);
    }

    private static async Task TryServeAsync<TRequest>(HttpContext context, TRequest request, Func<HttpContext, TRequest, Task> serve)
    {
        try
        {
            await serve(context, request);
        }
        catch (SwitchboardException exception)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, exception.Error);
        }
    }

    private void Audit(HttpContext context, string id, string result)
    {
        if (audit.IsEnabled)
        {
            audit.Write(EventOf(context, id, result));
        }
    }

    private static AuditEvent EventOf(HttpContext context, string id, string result)
        => new("device.enrolled") { Address = ConnectionLimiter.AddressOf(context), Target = id, Result = result };

    private static string AuditResult(ErrorCode error) => error.Code == ErrorCodes.Unauthorized.Code ? "code" : Connections.AuditResults.Of(error);

    private static int StatusOf(ErrorCode error) => error.Code switch
    {
        _ when error.Code == ErrorCodes.Unauthorized.Code => StatusCodes.Status401Unauthorized,
        _ when error.Code == ErrorCodes.LimitExceeded.Code || error.Details?.Reason == "taken" => StatusCodes.Status409Conflict,
        _ => StatusCodes.Status400BadRequest,
    };

    private static Task RefuseAsync(HttpContext context, int status, ErrorCode error) => Refusal.WriteAsync(context, status, error, error.Message);

    private static Task AnswerAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(answer, type, "application/json", CancellationToken.None);
    }
}
