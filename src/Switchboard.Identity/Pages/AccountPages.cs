using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.Passkeys;
using Switchboard.Identity.SignIn;
using Switchboard.Transports;

namespace Switchboard.Identity.Pages;

/// <summary><c>/account</c>: what people see and change of their own account.</summary>
internal sealed class AccountPages(
    PageSessions visitors, Sessions sessions, LoginChecker logins, Passwords passwords, PasskeyStore passkeys, AccountService service, SettingsHolder settings, TimeProvider time) : IHubEndpoints
{
    private const int ListedSessions = 100;
    private const string PasswordChanged = "password_changed";

    private static readonly string[] _get = [HttpMethods.Get];
    private static readonly string[] _post = [HttpMethods.Post];

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (settings.Current.Accounts.Enabled)
        {
            endpoints.MapOnly("/account", _get, context => ShowAsync(context));
            endpoints.MapOnly("/account/me", _get, TellAsync);
            endpoints.MapOnly("/account/style.css", _get, static context => SendAsync(context, "style.css", "text/css; charset=utf-8"));
            endpoints.MapOnly("/account/passkeys.js", _get, static context => SendAsync(context, "passkeys.js", "text/javascript; charset=utf-8"));
            endpoints.MapOnly("/account/password", _post, ChangePasswordAsync);
            endpoints.MapOnly("/account/sessions/end", _post, EndSessionAsync);
        }
    }

    private async Task ShowAsync(HttpContext context, int status = StatusCodes.Status200OK, string? problem = null)
    {
        if (await visitors.FindAsync(context) is not { } visitor)
        {
            await Page.RedirectAsync(context, $"{Page.RootOf(context)}/login");
            return;
        }

        var mark = await visitors.MarkAsync(visitor, context.RequestAborted);
        var account = visitor.Account;
        var page = new Page(context)
            .AddProblem(problem)
            .AddNotice(context.Request.Query.ContainsKey(PasswordChanged) ? "Your password has been changed. You are signed out everywhere else." : null)
            .Add($"<div class=\"who\"><div><strong>{(account.Name.Length > 0 ? account.Name : account.Id)}</strong><span>{(account.Name.Length > 0 ? account.Id : "")}</span><span>{string.Join(", ", account.Roles)}</span></div>")
            .BeginForm("/logout", mark).EndForm("Sign out", "quiet")
            .Add($"</div><h2>Password</h2>")
            .BeginForm("/password", mark)
            .AddUser(account.Id)
            .AddField("Current password", "password", "password", "current-password")
            .AddField("New password", "new_password", "password", "new-password")
            .AddHint(LinkPages.PasswordRule(settings.Current.Accounts), problem)
            .EndForm("Change the password")
            .Add($"<h2>Passkeys</h2><p>A passkey signs you in without a password: with a fingerprint, a face or a security key.</p><ul class=\"sessions\">");
        foreach (var passkey in await passkeys.ListAsync(account.Id, context.RequestAborted))
        {
            page.Add($"<li><div><strong>Passkey</strong><span>Added {TextOf(passkey.CreatedAt)}</span></div>")
                .BeginForm("/passkeys/remove", mark, ("id", passkey.CredentialId)).EndForm("Remove", "quiet")
                .Add($"</li>");
        }

        page.Add($"</ul>").AddPasskey("create", "Add a passkey", mark, "").Add($"<h2>Sessions</h2><ul class=\"sessions\">");
        var (listed, _) = await sessions.ListAsync(account.Id, null, ListedSessions, context.RequestAborted);
        foreach (var session in listed.OrderByDescending(static session => session.UsedAt))
        {
            page.Add($"<li><div><strong>{(session.Id == visitor.Session.Id ? "This browser" : session.IsOfPages ? "Browser" : "Program")}</strong><span>{session.Address} · {TextOf(session.UsedAt)}</span><span title=\"{session.Client}\">{ClientNames.Of(session.Client)}</span></div>")
                .BeginForm("/sessions/end", mark, ("session", session.Id)).EndForm("End", "quiet")
                .Add($"</li>");
        }

        await page.Add($"</ul>").WriteAsync(status, "Your account");
    }

    private async Task TellAsync(HttpContext context)
    {
        Page.SetHeaders(context);
        if (await visitors.FindAsync(context) is not { } visitor)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "Nobody is signed in with this browser.");
            return;
        }

        var answer = new MeAnswer
        {
            User = visitor.Account.Id,
            Name = visitor.Account.Name,
            Roles = visitor.Account.Roles,
            Csrf = await visitors.MarkAsync(visitor, context.RequestAborted),
            ExpiresAt = sessions.ExpiryOf(visitor.Session).ToUnixTimeMilliseconds(),
        };
        await context.Response.WriteAsJsonAsync(new Answer<MeAnswer>(answer), SignInJsonContext.Default.AnswerMeAnswer, "application/json", context.RequestAborted);
    }

    private async Task ChangePasswordAsync(HttpContext context)
    {
        if (await EnterAsync(context) is not var (visitor, form))
        {
            return;
        }

        var changed = form["new_password"];
        if (passwords.Check(changed, visitor.Account.Id) is not null)
        {
            await ShowAsync(context, StatusCodes.Status400BadRequest, LinkPages.PasswordRule(settings.Current.Accounts));
            return;
        }

        var attempt = new LoginAttempt(visitor.Account.Id, form["password"], LoginEndpoints.AddressOf(context), PageCookies.Read(context, PageCookies.Device)) { Way = "page" };
        var result = await logins.CheckAsync(attempt, context.RequestAborted);
        var hash = result.Account is null ? null : await passwords.HashAsync(changed, CancellationToken.None);
        if (hash is null)
        {
            var isWrong = result is { Account: null, RetryAfter: null };
            await ShowAsync(
                context, isWrong ? StatusCodes.Status401Unauthorized : StatusCodes.Status429TooManyRequests,
                isWrong ? "The current password is wrong." : "There were too many attempts. Please wait a little, and try again.");
            return;
        }

        var actor = $"user:{visitor.Account.Id}";
        if (await service.SetPasswordAsync(actor, LoginEndpoints.AddressOf(context), visitor.Account.Id, hash, session: null, CancellationToken.None) is { } account)
        {
            await visitors.BeginAsync(context, account);
        }

        await Page.RedirectAsync(context, $"{Page.RootOf(context)}?{PasswordChanged}");
    }

    private async Task EndSessionAsync(HttpContext context)
    {
        if (await EnterAsync(context) is var (visitor, form))
        {
            await sessions.EndAsync(visitor.Account.Id, form["session"], CancellationToken.None);
            await Page.RedirectAsync(context, Page.RootOf(context));
        }
    }

    /// <summary>Reads a form of who is signed in, or answers the request; null where it is answered.</summary>
    private async ValueTask<(Visitor Visitor, PageForm Form)?> EnterAsync(HttpContext context)
    {
        if (await PageForm.TryReadAsync(context, time) is not { } form)
        {
            return null;
        }

        if (await visitors.FindAsync(context) is not { } visitor)
        {
            await Page.RedirectAsync(context, $"{Page.RootOf(context)}/login");
            return null;
        }

        if (await visitors.IsOwnAsync(context, form, visitor))
        {
            return (visitor, form);
        }

        await ShowAsync(context, StatusCodes.Status400BadRequest, "This form was not from here, or too old. Please try again.");
        return null;
    }

    private static async Task SendAsync(HttpContext context, string name, string type)
    {
        context.Response.ContentType = type;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "max-age=3600";
        await using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"account/{name}")!;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static string TextOf(long time)
        => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
