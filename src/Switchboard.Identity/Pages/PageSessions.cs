using Microsoft.AspNetCore.Http;
using Switchboard.Identity.Accounts;
using Switchboard.Identity.SignIn;

namespace Switchboard.Identity.Pages;

/// <summary>Somebody who is signed in at a page.</summary>
internal sealed record Visitor(Account Account, Session Session);

/// <summary>Who is signed in with a browser, and the marks of its forms.</summary>
internal sealed class PageSessions(Sessions sessions, AccountStore accounts, DeviceMarks devices, KeyRing keys)
{
    private const string FormPurpose = "form";

    /// <summary>Who is signed in; null for nobody.</summary>
    public ValueTask<Visitor?> FindAsync(HttpContext context) => FindAsync(PageCookies.Read(context, PageCookies.Session), context.RequestAborted);

    /// <summary>Whose session a cookie is; null for nobody's.</summary>
    public async ValueTask<Visitor?> FindAsync(string cookie, CancellationToken cancellationToken)
        => cookie.Length > 0 && await sessions.FindPageAsync(cookie, cancellationToken) is { } session && await accounts.FindAdmittedAsync(session.User, cancellationToken) is { } account
            ? new Visitor(account, session)
            : null;

    /// <summary>Signs somebody in: with a new session, never with one that the browser brought, and ends that.</summary>
    public async ValueTask BeginAsync(HttpContext context, Account account, string idToken = "")
    {
        if (await FindAsync(context) is { } before)
        {
            await sessions.EndAsync(before.Account.Id, before.Session.Id, CancellationToken.None);
        }

        var opened = await sessions.BeginAsync(account, isOfPages: true, LoginEndpoints.AddressOf(context), context.Request.Headers.UserAgent.ToString(), idToken, CancellationToken.None);
        PageCookies.Write(context, PageCookies.Session, opened.Secret);
        PageCookies.Write(context, PageCookies.Device, await devices.CreateAsync(account, CancellationToken.None));
        PageCookies.Remove(context, PageCookies.Visit);
    }

    /// <summary>The mark of a form for who is signed in.</summary>
    public async ValueTask<string> MarkAsync(Visitor visitor, CancellationToken cancellationToken)
        => Secrets.Mark(await keys.PagesAsync(cancellationToken), FormPurpose, visitor.Session.SecretHash);

    /// <summary>The mark of a form for a browser in which nobody is signed in, which is given a cookie for it.</summary>
    public async ValueTask<string> MarkAsync(HttpContext context)
    {
        var visit = PageCookies.Read(context, PageCookies.Visit);
        if (visit.Length == 0)
        {
            visit = Secrets.Create();
            PageCookies.Write(context, PageCookies.Visit, visit);
        }

        return Secrets.Mark(await keys.PagesAsync(context.RequestAborted), FormPurpose, $"visit\n{visit}");
    }

    /// <summary>Whether a form is one that this browser was given, by a page of ours.</summary>
    public async ValueTask<bool> IsOwnAsync(HttpContext context, PageForm form, Visitor? visitor)
    {
        if (!form.IsFromOwnPage)
        {
            return false;
        }

        var visit = PageCookies.Read(context, PageCookies.Visit);
        return visitor is not null ? Secrets.AreEqual(form["csrf"], await MarkAsync(visitor, context.RequestAborted))
            : visit.Length > 0 && Secrets.AreEqual(form["csrf"], await MarkAsync(context));
    }
}
