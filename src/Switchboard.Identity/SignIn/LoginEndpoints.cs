using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Identity.Accounts;
using Switchboard.Transports;

namespace Switchboard.Identity.SignIn;

/// <summary><c>POST /api/login</c>, <c>login_refresh</c> and <c>logout</c>: programs sign in, and need no key.</summary>
internal sealed class LoginEndpoints(
    LoginChecker logins, Sessions sessions, AccountTokens tokens, AccountStore accounts, CrossOrigin origins, SettingsHolder settings, TimeProvider time) : IHubEndpoints
{
    private const int MaxBodyBytes = 16_384;

    private static readonly string[] _methods = [HttpMethods.Post, HttpMethods.Options];
    private static readonly TimeSpan _bodyTime = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (settings.Current.Accounts.Enabled)
        {
            endpoints.MapOnly("/api/login", _methods, LoginAsync);
            endpoints.MapOnly("/api/login_refresh", _methods, RefreshAsync);
            endpoints.MapOnly("/api/logout", _methods, LogoutAsync);
        }
    }

    private async Task LoginAsync(HttpContext context)
    {
        if (await TryReadAsync(context, SignInJsonContext.Default.LoginRequest) is not { } request)
        {
            return;
        }

        if (request is not { User: { Length: > 0 } user, Password: { Length: > 0 } password })
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, "The body must be {\"user\": …, \"password\": …}, both texts.");
            return;
        }

        var attempt = new LoginAttempt(user, password, AddressOf(context), Device: "");
        var result = await logins.CheckAsync(attempt, context.RequestAborted);
        if (result.Account is not { } account)
        {
            await RefuseAsync(context, result.RetryAfter);
            return;
        }

        var opened = await sessions.BeginAsync(account, isOfPages: false, AddressOf(context), context.Request.Headers.UserAgent.ToString(), idToken: "", context.RequestAborted);
        await AnswerAsync(context, opened);
    }

    private async Task RefreshAsync(HttpContext context)
    {
        if (await TryReadAsync(context, SignInJsonContext.Default.RefreshTokenRequest) is not { } request)
        {
            return;
        }

        // What is used up here must not be lost with the connection: it is not cancelled half-way.
        var opened = await sessions.RefreshAsync(request.RefreshToken ?? "", AddressOf(context), CancellationToken.None);
        if (opened is null || await accounts.FindAdmittedAsync(opened.Session.User, CancellationToken.None) is null)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "The refresh token is unknown, used or too old. Sign in again.");
            return;
        }

        await AnswerAsync(context, opened);
    }

    private async Task LogoutAsync(HttpContext context)
    {
        if (await TryReadAsync(context, SignInJsonContext.Default.RefreshTokenRequest) is not { } request)
        {
            return;
        }

        if (await sessions.FindByTokenAsync(request.RefreshToken ?? "", CancellationToken.None) is { } session)
        {
            await sessions.EndAsync(session.User, session.Id, CancellationToken.None);
        }

        await WriteAsync(context, new Answer<NothingAnswer>(new NothingAnswer()), SignInJsonContext.Default.AnswerNothingAnswer);
    }

    /// <summary>Answers who was not let in: nothing tells whether there is such an account.</summary>
    public static async Task RefuseAsync(HttpContext context, TimeSpan? retryAfter)
    {
        if (retryAfter is not { } wait)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "The user id or the password is wrong.");
            return;
        }

        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await Refusal.WriteAsync(context, StatusCodes.Status429TooManyRequests, ErrorCodes.TooManyRequests, "There were too many attempts. Wait, and try again.");
    }

    /// <summary>Whether a password may come over this request: over TLS, or from the machine itself.</summary>
    public static bool TakesPasswords(HttpContext context, AccountOptions rules)
        => context.Request.IsHttps || rules.AllowPlainPasswords || OwnHosts.IsFromThisMachine(context);

    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private async Task AnswerAsync(HttpContext context, OpenSession opened)
    {
        var token = await tokens.IssueAsync(opened.Session, CancellationToken.None);
        var answer = new LoginAnswer { Token = token.Token, RefreshToken = opened.Secret, ExpiresAt = token.ExpiresAt.ToUnixTimeMilliseconds() };
        await WriteAsync(context, new Answer<LoginAnswer>(answer), SignInJsonContext.Default.AnswerLoginAnswer);
    }

    private static Task WriteAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(answer, type, "application/json", context.RequestAborted);
    }

    /// <summary>Reads what was sent, or answers the request; null where it is answered. The bytes are wiped.</summary>
    private async ValueTask<T?> TryReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (!origins.TryPass(context))
        {
            return null;
        }

        if (!TakesPasswords(context, settings.Current.Accounts))
        {
            await Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, ErrorCodes.PermissionDenied, "Passwords are taken over TLS alone, so that nobody listens. Send this to an https address.");
            return null;
        }

        if (!context.Request.HasJsonContentType())
        {
            await Refusal.WriteAsync(context, StatusCodes.Status415UnsupportedMediaType, ErrorCodes.BadRequest, "The body must be JSON: send Content-Type: application/json.");
            return null;
        }

        if (await RequestBody.TryReadAsync(context, MaxBodyBytes, _bodyTime, time) is not { } body)
        {
            return null;
        }

        var request = Read(body.Span, type);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(body).Span);
        if (request is null)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, "The body must be one JSON object in UTF-8, whose fields are texts.");
        }

        return request;
    }

    private static T? Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Of another type, or escapes that no text can hold.
            return null;
        }
    }
}
