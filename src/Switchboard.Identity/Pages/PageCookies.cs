using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Switchboard.Identity.Pages;

/// <summary>The cookies of the pages. No script reads them, no other site makes a browser send them; over TLS, no other host sets them.</summary>
internal static class PageCookies
{
    /// <summary>Carries a session on.</summary>
    public const string Session = "sb_session";

    /// <summary>Says that somebody has signed in with this browser before.</summary>
    public const string Device = "sb_device";

    /// <summary>Ties forms to a browser in which nobody is signed in.</summary>
    public const string Visit = "sb_visit";

    // A browser takes it only with Secure, for all paths, and from the host itself.
    private const string HostPrefix = "__Host-";

    private static readonly TimeSpan _deviceLife = TimeSpan.FromDays(400);

    /// <summary>Reads a cookie; empty where it is absent.</summary>
    public static string Read(HttpContext context, string name) => context.Request.Cookies[NameOf(name, context.Request.IsHttps)] ?? "";

    /// <summary>Reads a cookie out of a header; empty where it is absent.</summary>
    public static string Read(string? header, string name, bool isSecure)
    {
        if (string.IsNullOrEmpty(header) || !CookieHeaderValue.TryParseList([header], out var cookies))
        {
            return "";
        }

        var wanted = NameOf(name, isSecure);
        return cookies.FirstOrDefault(cookie => cookie.Name.Equals(wanted, StringComparison.Ordinal))?.Value.ToString() ?? "";
    }

    /// <summary>Sets a cookie, that of a device for long, others until the browser is closed.</summary>
    public static void Write(HttpContext context, string name, string value)
        => context.Response.Cookies.Append(NameOf(name, context.Request.IsHttps), value, OptionsFor(context, name == Device ? _deviceLife : null));

    /// <summary>Removes a cookie.</summary>
    public static void Remove(HttpContext context, string name)
        => context.Response.Cookies.Delete(NameOf(name, context.Request.IsHttps), OptionsFor(context, null));

    private static CookieOptions OptionsFor(HttpContext context, TimeSpan? life)
        => new() { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax, Path = "/", MaxAge = life };

    private static string NameOf(string name, bool isSecure) => isSecure ? HostPrefix + name : name;
}
