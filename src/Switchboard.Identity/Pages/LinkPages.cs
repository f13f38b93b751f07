using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Hosting;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.SignIn;

namespace Switchboard.Identity.Pages;

/// <summary><c>/account/setup</c> and <c>/account/reset</c>: where one-time links lead.</summary>
internal sealed class LinkPages(
    PageSessions visitors, OneTimeLinks links, AccountStore accounts, AccountService service, Passwords passwords, SettingsHolder settings, IAuditLog audit, TimeProvider time) : IHubEndpoints
{
    private const string Gone = "This link is unknown, used, or too old.";

    private static readonly string[] _getAndPost = [HttpMethods.Get, HttpMethods.Post];

    /// <summary>What a password must be, for people.</summary>
    public static string PasswordRule(AccountOptions rules) => $"The password must have {rules.MinPasswordLength} characters or more, five of them different, and differ from the user id.";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (settings.Current.Accounts.Enabled)
        {
            endpoints.MapOnly("/account/setup", _getAndPost, context => HandleAsync(context, isSetup: true));
            endpoints.MapOnly("/account/reset", _getAndPost, context => HandleAsync(context, isSetup: false));
        }
    }

    private async Task HandleAsync(HttpContext context, bool isSetup)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            var asked = context.Request.Query["code"].ToString();
            await WriteAsync(context, await FindAsync(asked, isSetup, context.RequestAborted), asked, isSetup, StatusCodes.Status200OK, null, "");
        }
        else if (await PageForm.TryReadAsync(context, time) is { } form)
        {
            await UseAsync(context, form, isSetup);
        }
    }

    private async Task UseAsync(HttpContext context, PageForm form, bool isSetup)
    {
        var code = form["code"];
        var link = await FindAsync(code, isSetup, context.RequestAborted);
        var id = isSetup ? AccountNames.Normalize(form["user"]) : link?.User;
        var problem = !await visitors.IsOwnAsync(context, form, visitor: null) ? "This form was not from here, or too old. Please try again."
            : !LoginEndpoints.TakesPasswords(context, settings.Current.Accounts) ? "Passwords are taken over https alone."
            : id is null ? $"The user id {AccountNames.Rule}."
            : passwords.Check(form["password"], id) is not null ? PasswordRule(settings.Current.Accounts)
            : null;
        if (link is null || problem is not null)
        {
            await WriteAsync(context, link, code, isSetup, StatusCodes.Status400BadRequest, problem, form["user"]);
            return;
        }

        // Before the link is used up: the hasher may be busy.
        if (await passwords.HashAsync(form["password"], context.RequestAborted) is not { } hash)
        {
            await WriteAsync(context, link, code, isSetup, StatusCodes.Status429TooManyRequests, "The server is busy. Please try again.", form["user"]);
            return;
        }

        var account = await links.TakeAsync(code, CancellationToken.None) is null ? null
            : isSetup ? await CreateAsync(context, id!, hash)
            : await service.SetPasswordAsync($"user:{id}", LoginEndpoints.AddressOf(context), id!, hash, session: null, CancellationToken.None);
        if (account is null)
        {
            await WriteAsync(context, null, code, isSetup, StatusCodes.Status400BadRequest, null, "");
            return;
        }

        await visitors.BeginAsync(context, account);
        await Page.RedirectAsync(context, Page.RootOf(context));
    }

    /// <summary>What a code is for, where it fits the page. The first administrator is made only as long as there is nobody.</summary>
    private async ValueTask<OneTimeLink?> FindAsync(string code, bool isSetup, CancellationToken cancellationToken)
    {
        var link = await links.FindAsync(code, cancellationToken);
        return link is null || link.User.Length == 0 != isSetup || (isSetup && await accounts.AnyAsync(cancellationToken)) ? null : link;
    }

    private async ValueTask<Account?> CreateAsync(HttpContext context, string id, string hash)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var account = new Account { Id = id, Roles = [Principal.AdministratorRole], PasswordHash = hash, CreatedAt = now, PasswordChangedAt = now };
        if (!await accounts.TryAddAsync(account, CancellationToken.None))
        {
            return null;
        }

        var created = new AuditEvent("account.created") { Actor = "server", Address = LoginEndpoints.AddressOf(context), Target = id };
        await audit.RecordAsync(created, CancellationToken.None);
        return account;
    }

    private async Task WriteAsync(HttpContext context, OneTimeLink? link, string code, bool isSetup, int status, string? problem, string user)
    {
        var title = isSetup ? "First administrator" : "Set a password";
        if (link is null)
        {
            await new Page(context)
                .AddProblem($"{Gone} {(isSetup ? "As long as nobody has an account, the server logs another when it is restarted." : "Ask an administrator for another.")}")
                .Add($"<a class=\"button quiet\" href=\"{Page.RootOf(context)}/login\">Sign in</a>")
                .WriteAsync(StatusCodes.Status400BadRequest, title);
            return;
        }

        var page = new Page(context).AddProblem(problem).BeginForm(isSetup ? "/setup" : "/reset", await visitors.MarkAsync(context), ("code", code));
        page = isSetup
            ? page.Add($"<p>Nobody has an account yet. Yours will be that of an administrator.</p>").AddField("User id", "user", "text", "username", user.Length <= AccountNames.MaxLength ? user : "")
            : page.Add($"<p>For <strong>{link.User}</strong></p>").AddUser(link.User);
        await page
            .AddField("New password", "password", "password", "new-password")
            .AddHint(PasswordRule(settings.Current.Accounts), problem)
            .EndForm("Set the password")
            .WriteAsync(status, title);
    }
}
