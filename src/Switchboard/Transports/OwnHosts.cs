using System.Net;
using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Extensibility;

namespace Switchboard.Transports;

/// <summary>Tells the names that the server goes by from those that somebody else has made up: a request says itself which host it is for.</summary>
/// <remarks>
/// Two attacks give the server a foreign name. A page whose name is pointed at the server's address (DNS rebinding) would be of the server's
/// own origin; and a server in the middle would have a device sign for its name, and hand the signature on.
/// </remarks>
internal sealed class OwnHosts(SettingsHolder settings, IAuditLog audit)
{
    private const string AnySubdomain = "*.";

    private static readonly string[] _proxyHeaders = ["Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP"];

    /// <summary>Lets a request pass, or answers it: where the options name hosts, one for another is refused.</summary>
    public bool TryPass(HttpContext context)
    {
        if (settings.Current.AllowedHosts.IsEmpty || Knows(context))
        {
            return true;
        }

        RequestAudit.Refused(audit, context, "connect.refused", "host");
        Refuse(context);
        return false;
    }

    /// <summary>Whether the server knows of itself that it goes by the host of a request: the options name it, or it is the address that was connected to.</summary>
    public bool Knows(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return IsAddressOf(context.Connection.LocalIpAddress, host) || IsNamed(host);
    }

    /// <summary>The same, and the port is the one that was connected to, where the name does not come from the options: behind it may be another program.</summary>
    public bool KnowsWithPort(HttpContext context)
    {
        var host = context.Request.Host;
        var port = host.Port ?? (context.Request.IsHttps ? 443 : 80);
        return IsNamed(host.Host) || (Knows(context) && (context.Connection.LocalPort == 0 || context.Connection.LocalPort == port));
    }

    /// <summary>Answers a request for a host that the server does not know (RFC 9110, section 15.5.20).</summary>
    public static void Refuse(HttpContext context) => Refusal.Write(
        context,
        StatusCodes.Status421MisdirectedRequest,
        ErrorCodes.PermissionDenied,
        "The server does not know that it goes by the name in the header Host. Add the name to connections.allowedHosts.");

    /// <summary>Whether a request comes from a program on this machine: nobody listens in between. Not where a proxy may have passed it on.</summary>
    public static bool IsFromThisMachine(HttpContext context)
        => context.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
            && IsAddressOf(context.Connection.LocalIpAddress, context.Request.Host.Host)
            && !_proxyHeaders.Any(context.Request.Headers.ContainsKey);

    // An address in place of a name cannot be pointed elsewhere. Where there is none, the connection does not leave the machine.
    private static bool IsAddressOf(IPAddress? local, string host)
        => IPAddress.TryParse(host, out var address)
            ? local is null ? IPAddress.IsLoopback(address) : address.Equals(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local)
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && (local is null || IPAddress.IsLoopback(local));

    private bool IsNamed(string host)
    {
        var current = settings.Current;
        foreach (var allowed in current.AllowedHosts)
        {
            if (allowed.StartsWith(AnySubdomain, StringComparison.Ordinal)
                ? host.Length >= allowed.Length && host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
                : host.Equals(allowed, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return Uri.TryCreate(current.Accounts.PublicUrl, UriKind.Absolute, out var url) && host.Equals(url.Host, StringComparison.OrdinalIgnoreCase);
    }
}
