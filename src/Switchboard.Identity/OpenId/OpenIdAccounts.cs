using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.Pages;
using Switchboard.Identity.SignIn;

namespace Switchboard.Identity.OpenId;

/// <summary>Whom the provider sends back: an account that is bound to the person there, with the roles that it has there now.</summary>
internal sealed class OpenIdAccounts(AccountStore accounts, Sessions sessions, PageSessions visitors, SettingsHolder settings, IAuditLog audit, TimeProvider time)
{
    private const string Title = "Sign in";
    private const string SubjectClaim = "sub";
    private const string IssuerClaim = "iss";

    /// <summary>Signs somebody in whom the provider has vouched for.</summary>
    public async Task SignInAsync(TicketReceivedContext received)
    {
        received.HandleResponse();
        var context = received.HttpContext;
        var person = received.Principal!;
        var rules = settings.Current.Accounts.OpenId;
        var id = AccountNames.Normalize(person.FindFirstValue(rules.UserClaim));
        if (id is null || person.FindFirstValue(SubjectClaim) is not { Length: > 0 } subject)
        {
            await WriteAsync(context, StatusCodes.Status403Forbidden, $"The provider gave no user id that an account may have: it {AccountNames.Rule}.");
            return;
        }

        var account = await BindAsync(id, $"{person.FindFirstValue(IssuerClaim)}\n{subject}", RolesOf(person, rules), person.FindFirstValue("name") ?? "");
        if (account is null || accounts.IsShutOut(account))
        {
            audit.Write(new AuditEvent("login.failed") { Address = LoginEndpoints.AddressOf(context), Target = id, Result = account is null ? "other_person" : account.IsDisabled ? "disabled" : "blocked" });
            await WriteAsync(context, StatusCodes.Status403Forbidden, "There is an account of that user id which is not yours, or which may not sign in. Ask an administrator.");
            return;
        }

        audit.Write(new AuditEvent("login.succeeded") { Actor = $"user:{id}", Address = LoginEndpoints.AddressOf(context), Target = id });
        await visitors.BeginAsync(context, account, received.Properties?.GetTokenValue("id_token") ?? "");
        await Page.RedirectAsync(context, received.ReturnUri ?? "/");
    }

    /// <summary>Tells somebody who comes back without having been let in. Why is not told: the answer may be anybody's making.</summary>
    public static async Task RefuseAsync(RemoteFailureContext failed)
    {
        failed.HandleResponse();
        await WriteAsync(failed.HttpContext, StatusCodes.Status400BadRequest, "Signing in did not succeed. Please try again.");
    }

    /// <summary>Finds or makes the account of a person, and gives it the roles of now; null where the account is of somebody else.</summary>
    private async ValueTask<Account?> BindAsync(string id, string external, string[] roles, string name)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var created = new Account { Id = id, Name = Cleaned(name), Roles = roles, External = external, CreatedAt = now, SignedInAt = now };
        if (await accounts.TryAddAsync(created, CancellationToken.None))
        {
            await audit.RecordAsync(new AuditEvent("account.created") { Actor = "server", Target = id }, CancellationToken.None);
            return created;
        }

        var hadOthers = false;
        var bound = await accounts.ChangeAsync(
            id,
            account =>
            {
                hadOthers = !account.Roles.SequenceEqual(roles, StringComparer.Ordinal);
                return account.External == external ? account with { Roles = roles, SignedInAt = now } : null;
            },
            CancellationToken.None);
        if (bound is not null && hadOthers)
        {
            await audit.RecordAsync(new AuditEvent("account.roles_changed") { Actor = "server", Target = id }, CancellationToken.None);
            await sessions.CloseAsync(id, CloseCodes.ForceReconnect, CancellationToken.None);
        }

        return bound;
    }

    private static string[] RolesOf(ClaimsPrincipal person, OpenIdOptions rules)
    {
        var theirs = person.FindAll(rules.RoleClaim).Select(static claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        return [.. rules.RoleMap.Select(static entry => entry.Split('=')).Where(entry => theirs.Contains(entry[0])).Select(static entry => entry[1]).Distinct(StringComparer.Ordinal)];
    }

    private static string Cleaned(string name) => new([.. name.Where(static letter => !char.IsControl(letter)).Take(128)]);

    private static Task WriteAsync(HttpContext context, int status, string problem)
        => new Page(context).AddProblem(problem).Add($"<a class=\"button\" href=\"{Page.RootOf(context)}/login\">Back</a>").WriteAsync(status, Title);
}
