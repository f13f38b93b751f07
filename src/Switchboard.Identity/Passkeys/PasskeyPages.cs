using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Hosting;
using Switchboard.Identity.Pages;
using Switchboard.Identity.SignIn;
using Switchboard.Transports;

namespace Switchboard.Identity.Passkeys;

/// <summary><c>/account/passkeys</c>, and signing in with one: what the script of the pages asks, by forms with their marks.</summary>
internal sealed class PasskeyPages(
    PasskeyService passkeys, PasskeyStore store, PageSessions visitors, GuessLimiter limiter, SettingsHolder settings, IAuditLog audit, TimeProvider time) : IHubEndpoints
{
    private const string AnswerField = "credential";

    private static readonly string[] _post = [HttpMethods.Post];

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        if (settings.Current.Accounts.Enabled)
        {
            endpoints.MapOnly("/account/passkeys/options", _post, context => ServeAsync(context, isSignedIn: true, AskForNewAsync));
            endpoints.MapOnly("/account/passkeys", _post, context => ServeAsync(context, isSignedIn: true, AddAsync));
            endpoints.MapOnly("/account/passkeys/remove", _post, context => ServeAsync(context, isSignedIn: true, RemoveAsync));
            endpoints.MapOnly("/account/login/passkey/options", _post, context => ServeAsync(context, isSignedIn: false, AskAsync));
            endpoints.MapOnly("/account/login/passkey", _post, context => ServeAsync(context, isSignedIn: false, SignInAsync));
        }
    }

    private async Task ServeAsync(HttpContext context, bool isSignedIn, Func<HttpContext, PageForm, Visitor?, Task> serve)
    {
        if (await PageForm.TryReadAsync(context, time) is not { } form)
        {
            return;
        }

        Page.SetHeaders(context);
        var visitor = isSignedIn ? await visitors.FindAsync(context) : null;
        if (isSignedIn && visitor is null)
        {
            await Refusal.WriteAsync(context, StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "Nobody is signed in with this browser.");
        }
        else if (!await visitors.IsOwnAsync(context, form, visitor))
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, "The page is too old, or not from here. Load it again.");
        }
        else
        {
            await serve(context, form, visitor);
        }
    }

    private async Task AskForNewAsync(HttpContext context, PageForm form, Visitor? visitor)
    {
        if (await passkeys.AskForNewAsync(context, visitor!.Account) is { } question)
        {
            await WriteAsync(context, question);
        }
        else
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.LimitExceeded, $"An account has at most {PasskeyStore.MaxPasskeys} passkeys. Remove one.");
        }
    }

    private async Task AddAsync(HttpContext context, PageForm form, Visitor? visitor)
    {
        var account = visitor!.Account;
        if (!await passkeys.AddAsync(context, account, form["state"], form[AnswerField]))
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, ErrorCodes.BadRequest, "The passkey was not acceptable, or the answer came too late. Try again.");
            return;
        }

        await TellAsync(context, "account.passkey_added", account.Id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task RemoveAsync(HttpContext context, PageForm form, Visitor? visitor)
    {
        if (await store.RemoveAsync(visitor!.Account.Id, form["id"], CancellationToken.None))
        {
            await TellAsync(context, "account.passkey_removed", visitor.Account.Id);
        }

        await Page.RedirectAsync(context, Page.RootOf(context));
    }

    private async Task AskAsync(HttpContext context, PageForm form, Visitor? visitor)
    {
        if (await TryEnterAsync(context))
        {
            await WriteAsync(context, await passkeys.AskAsync(context));
        }
    }

    private async Task SignInAsync(HttpContext context, PageForm form, Visitor? visitor)
    {
        if (await passkeys.CheckAsync(context, form["state"], form[AnswerField]) is not { } account)
        {
            audit.Write(new AuditEvent("login.failed") { Address = LoginEndpoints.AddressOf(context), Result = "refused" });
            await Refusal.WriteAsync(context, StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "The passkey is not known here, or the answer came too late. Try again.");
            return;
        }

        limiter.GiveBack(KeyOf(context), Interval);
        audit.Write(new AuditEvent("login.succeeded") { Actor = $"user:{account.Id}", Address = LoginEndpoints.AddressOf(context), Target = account.Id });
        await visitors.BeginAsync(context, account);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    // Each question is kept for a time: an address has no more of them than guesses.
    private async ValueTask<bool> TryEnterAsync(HttpContext context)
    {
        if (limiter.TryTake(KeyOf(context), settings.Current.Accounts.GuessesPerAddress, Interval) is not { } wait)
        {
            return true;
        }

        await LoginEndpoints.RefuseAsync(context, wait);
        return false;
    }

    private TimeSpan Interval => TimeSpan.FromSeconds(settings.Current.Accounts.GuessSeconds);

    private static string KeyOf(HttpContext context) => $"passkey:{ClientAddress.HolderOf(LoginEndpoints.AddressOf(context))}";

    private ValueTask TellAsync(HttpContext context, string action, string user)
        => audit.RecordAsync(new AuditEvent(action) { Actor = $"user:{user}", Address = LoginEndpoints.AddressOf(context), Target = user }, CancellationToken.None);

    private static async Task WriteAsync(HttpContext context, PasskeyQuestion question)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("state"u8, question.State);
        writer.WritePropertyName("options"u8);
        writer.WriteRawValue(question.OptionsJson);
        writer.WriteEndObject();
    }
}
