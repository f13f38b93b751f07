using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.Identity.OpenId;
using Switchboard.Identity.SignIn;

namespace Switchboard.Identity.Pages;

/// <summary><c>/account/login</c> and <c>/account/logout</c>.</summary>
internal sealed class SignInPages(PageSessions visitors, LoginChecker logins, Sessions sessions, OpenIdProvider provider, SettingsHolder settings, TimeProvider time) : IHubEndpoints
{
    private static readonly string[] _getAndPost = [HttpMethods.Get, HttpMethods.Post];
    private static readonly string[] _post = [HttpMethods.Post];

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (settings.Current.Accounts.Enabled)
        {
            endpoints.MapOnly("/account/login", _getAndPost, context => HttpMethods.IsGet(context.Request.Method) ? ShowAsync(context) : LoginAsync(context));
            endpoints.MapOnly("/account/logout", _post, LogoutAsync);
        }
    }

    private async Task ShowAsync(HttpContext context)
    {
        var address = context.Request.Query["return"].ToString();
        if (await visitors.FindAsync(context) is not null)
        {
            await Page.RedirectAsync(context, Page.SafeReturn(context, address));
            return;
        }

        await WriteAsync(context, StatusCodes.Status200OK, null, "", address);
    }

    private async Task LoginAsync(HttpContext context)
    {
        if (await PageForm.TryReadAsync(context, time) is not { } form)
        {
            return;
        }

        var (user, address) = (form["user"], form["return"]);
        if (!LoginEndpoints.TakesPasswords(context, settings.Current.Accounts))
        {
            await WriteAsync(context, StatusCodes.Status403Forbidden, "Passwords are taken over https alone.", user, address);
            return;
        }

        // Who is signed in already signs in anew, perhaps as somebody else: the form is that of a browser without anybody.
        if (!await visitors.IsOwnAsync(context, form, visitor: null))
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, "This form was not from here, or too old. Please try again.", user, address);
            return;
        }

        var attempt = new LoginAttempt(user, form["password"], LoginEndpoints.AddressOf(context), PageCookies.Read(context, PageCookies.Device)) { Way = "page" };
        var result = await logins.CheckAsync(attempt, context.RequestAborted);
        if (result.Account is { } account)
        {
            await visitors.BeginAsync(context, account);
            await Page.RedirectAsync(context, Page.SafeReturn(context, address));
        }
        else if (result.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await WriteAsync(context, StatusCodes.Status429TooManyRequests, "There were too many attempts. Please wait a little, and try again.", user, address);
        }
        else
        {
            await WriteAsync(context, StatusCodes.Status401Unauthorized, "The user id or the password is wrong.", user, address);
        }
    }

    private async Task LogoutAsync(HttpContext context)
    {
        if (await PageForm.TryReadAsync(context, time) is not { } form)
        {
            return;
        }

        var visitor = await visitors.FindAsync(context);
        if (visitor is not null)
        {
            if (!await visitors.IsOwnAsync(context, form, visitor))
            {
                await new Page(context).AddProblem("This form was not from here, or too old.").WriteAsync(StatusCodes.Status400BadRequest, "Sign out");
                return;
            }

            await sessions.EndAsync(visitor.Account.Id, visitor.Session.Id, CancellationToken.None);
        }

        PageCookies.Remove(context, PageCookies.Session);
        await Page.RedirectAsync(context, await provider.SignOutAddressAsync(context, visitor?.Session.IdToken ?? "") ?? $"{Page.RootOf(context)}/login");
    }

    private async Task WriteAsync(HttpContext context, int status, string? problem, string user, string address)
    {
        var mark = await visitors.MarkAsync(context);
        var page = new Page(context)
            .AddProblem(problem)
            .BeginForm("/login", mark, ("return", address))
            .AddField("User id", "user", "text", "username", user.Length <= Accounts.AccountNames.MaxLength ? user : "")
            .AddField("Password", "password", "password", "current-password")
            .EndForm("Sign in");
        page.AddPasskey("get", "Sign in with a passkey", mark, Page.SafeReturn(context, address));
        if (provider.IsConfigured)
        {
            page.Add($"<a class=\"button quiet\" href=\"{Page.RootOf(context)}/openid?return={Uri.EscapeDataString(address)}\">{settings.Current.Accounts.OpenId.Label}</a>");
        }

        await page.WriteAsync(status, "Sign in");
    }
}
