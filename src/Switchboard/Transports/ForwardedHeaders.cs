using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;

namespace Switchboard.Transports;

/// <summary>Believes what proxies say about a request that they passed on, where the options name the proxy: who sent it, how, and to which host.</summary>
/// <remarks>Doing it twice changes nothing.</remarks>
internal sealed class ForwardedHeaders(SettingsHolder settings)
{
    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";

    // More proxies than stand in a row anywhere.
    private const int MaxHops = 16;

    /// <summary>Gives a request the address, scheme and host that the client's had, as far back as proxies are believed.</summary>
    public void Apply(HttpContext context)
    {
        var trusted = settings.Current.TrustedProxies;
        if (!trusted.IsEmpty && IsTrusted(trusted, context.Connection.RemoteIpAddress))
        {
            Follow(context, trusted);
        }
    }

    /// <summary>Each proxy writes behind what it was sent itself: the last entry is by who is connected, the one before by the sender that it names.</summary>
    private static void Follow(HttpContext context, ImmutableArray<IPNetwork> trusted)
    {
        var (senders, schemes, hosts) = (EntriesOf(context, For), EntriesOf(context, Proto), EntriesOf(context, Host));
        for (var hop = 1; hop <= MaxHops && IsTrusted(trusted, context.Connection.RemoteIpAddress); hop++)
        {
            IPEndPoint? sender = null;
            if (hop <= senders.Length && !IPEndPoint.TryParse(senders[^hop], out sender))
            {
                // Whoever it was: nothing that is said of them can be believed.
                return;
            }

            if (hop <= schemes.Length && IsScheme(schemes[^hop]))
            {
                context.Request.Scheme = schemes[^hop].ToLowerInvariant();
            }

            if (hop <= hosts.Length && IsHost(hosts[^hop]))
            {
                context.Request.Host = new HostString(hosts[^hop]);
            }

            if (sender is null)
            {
                return;
            }

            context.Connection.RemoteIpAddress = Plain(sender.Address);
            context.Connection.RemotePort = sender.Port;
        }
    }

    private static string[] EntriesOf(HttpContext context, string header)
        => context.Request.Headers.TryGetValue(header, out var values) ? string.Join(',', values.AsEnumerable()).Split(',', StringSplitOptions.TrimEntries) : [];

    private static bool IsTrusted(ImmutableArray<IPNetwork> trusted, IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        var plain = Plain(address);
        foreach (var network in trusted)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    // Where the server listens for IPv6, clients over IPv4 have addresses such as ::ffff:192.0.2.1.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsScheme(string scheme)
        => scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) || scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase);

    private static bool IsHost(string host)
        => Uri.TryCreate($"{Uri.UriSchemeHttp}://{host}", UriKind.Absolute, out var address)
            && address is { UserInfo: "", PathAndQuery: "/", Fragment: "" }
            && !host.Contains('/', StringComparison.Ordinal) && Uri.CheckHostName(address.Host) != UriHostNameType.Unknown;
}
