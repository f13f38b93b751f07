using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Configuration;

namespace Switchboard.Identity.Pages;

/// <summary>Writes pages. Whatever is not of ours in them is encoded here.</summary>
internal sealed class Page(HttpContext context)
{
    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    private const string Home = "/account";

    private readonly StringBuilder _body = new();

    /// <summary>Where the pages are: the application's path and the prefix of the hub stand in front.</summary>
    public static string RootOf(HttpContext context)
    {
        var path = $"{context.Request.PathBase}{context.Request.Path}";
        return path[..(path.LastIndexOf(Home, StringComparison.Ordinal) + Home.Length)];
    }

    /// <summary>Adds markup of ours. Values are encoded.</summary>
    public Page Add(FormattableString markup)
    {
        _body.AppendLine(string.Format(CultureInfo.InvariantCulture, markup.Format, [.. markup.GetArguments().Select(static value => (object)HtmlEncoder.Default.Encode($"{value}"))]));
        return this;
    }

    /// <summary>Adds what went wrong, if anything did.</summary>
    public Page AddProblem(string? problem) => problem is null ? this : Add($"<p class=\"problem\" role=\"alert\">{problem}</p>");

    /// <summary>Adds what has been done, if anything was.</summary>
    public Page AddNotice(string? notice) => notice is null ? this : Add($"<p class=\"notice\" role=\"status\">{notice}</p>");

    /// <summary>Adds a hint, unless it is what the problem says already.</summary>
    public Page AddHint(string hint, string? problem) => hint == problem ? this : Add($"<p>{hint}</p>");

    /// <summary>Begins a form.</summary>
    /// <param name="action">Where it is sent, below the pages' root.</param>
    /// <param name="mark">Its mark.</param>
    /// <param name="hidden">Fields that nobody sees.</param>
    public Page BeginForm(string action, string mark, params (string Name, string Value)[] hidden)
    {
        Add($"<form method=\"post\" action=\"{RootOf(context)}{action}\"><input type=\"hidden\" name=\"csrf\" value=\"{mark}\">");
        foreach (var (name, value) in hidden)
        {
            Add($"<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        }

        return this;
    }

    /// <summary>Adds a field with its label.</summary>
    public Page AddField(string label, string name, string type, string autocomplete, string value = "")
        => Add($"<label>{label}<input name=\"{name}\" type=\"{type}\" autocomplete=\"{autocomplete}\" value=\"{value}\" autocapitalize=\"none\" spellcheck=\"false\" required></label>");

    /// <summary>Tells password managers whose password a form sets. Nobody sees it, and it is not sent.</summary>
    public Page AddUser(string user) => Add($"<input type=\"text\" autocomplete=\"username\" value=\"{user}\" readonly hidden>");

    /// <summary>Ends a form.</summary>
    public Page EndForm(string button, string kind = "") => Add($"<button class=\"{kind}\">{button}</button></form>");

    /// <summary>Adds a button that the script shows where the browser has passkeys.</summary>
    /// <param name="kind">What it does: <c>create</c> or <c>get</c>.</param>
    /// <param name="button">What stands on it.</param>
    /// <param name="mark">The mark of its form.</param>
    /// <param name="next">Where to go on.</param>
    public Page AddPasskey(string kind, string button, string mark, string next) => Add(
        $"""
        <form data-passkey="{kind}" data-root="{RootOf(context)}" data-next="{next}" hidden><input type="hidden" name="csrf" value="{mark}"><button class="quiet">{button}</button><p class="problem" role="alert"></p></form>
        <script src="{RootOf(context)}/passkeys.js" defer></script>
        """);

    /// <summary>Sends the page.</summary>
    public async Task WriteAsync(int status, string title)
    {
        SetHeaders(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        var encoded = HtmlEncoder.Default.Encode(title);
        await context.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{encoded} · Switchboard</title>
            <link rel="stylesheet" href="{HtmlEncoder.Default.Encode(RootOf(context))}/style.css">
            </head>
            <body>
            <main>
            <header><span class="logo" aria-hidden="true"></span><p>Switchboard</p><h1>{encoded}</h1></header>
            {_body}
            </main>
            </body>
            </html>
            """,
            context.RequestAborted);
    }

    /// <summary>Says how browsers are to treat an answer of the pages.</summary>
    public static void SetHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = Policy + ProviderOf(context);
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";

        // A form is sent without its origin where nothing at all is to be told.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    // Signing out is a form, and ends at the provider.
    private static string ProviderOf(HttpContext context)
        => Uri.TryCreate(context.RequestServices.GetRequiredService<SettingsHolder>().Current.Accounts.OpenId.Authority, UriKind.Absolute, out var provider)
            ? $" {provider.GetLeftPart(UriPartial.Authority)}"
            : "";

    /// <summary>Sends the browser to another page of ours.</summary>
    public static Task RedirectAsync(HttpContext context, string address)
    {
        SetHeaders(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = address;
        return Task.CompletedTask;
    }

    /// <summary>Where to go on, if that is on this server; else the account's page.</summary>
    public static string SafeReturn(HttpContext context, string address)
        => address is ['/', not ('/' or '\\'), ..] && address.Length <= 512 && address.All(static letter => letter is > ' ' and <= '~' and not '\\') ? address : RootOf(context);
}
