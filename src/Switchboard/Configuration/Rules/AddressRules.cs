using System.Buffers;

namespace Switchboard.Configuration.Rules;

/// <summary>Addresses, origins and paths are written in their form.</summary>
internal static class AddressRules
{
    /// <summary>The origin that stands for all.</summary>
    public const string AnyOrigin = "*";

    private const string SchemeEnd = "://";
    private const string AnyLabel = "*.";

    private static readonly SearchValues<char> _neverInHosts = SearchValues.Create("/\\?#@* ");
    private static readonly SearchValues<char> _neverInPaths = SearchValues.Create("?#{}* ");

    /// <summary>Origins are written as browsers send them: <c>scheme://host[:port]</c>.</summary>
    public static IEnumerable<ConfigurationProblem> Origins(SwitchboardOptions options) =>
        from origin in options.Connections.AllowedOrigins
        where !IsOrigin(origin)
        select new ConfigurationProblem(
            "connections.allowedOrigins",
            $"names \"{SafeText.OfAddress(origin)}\", which is no origin",
            "Write scheme://host or scheme://host:port without a slash at the end, scheme://*.host for all below a host, or * for any.");

    /// <summary>Hosts are named without scheme, port or path.</summary>
    public static IEnumerable<ConfigurationProblem> Hosts(SwitchboardOptions options) =>
        from host in options.Connections.AllowedHosts
        where !IsHost(host)
        select new ConfigurationProblem(
            "connections.allowedHosts",
            $"names \"{SafeText.OfAddress(host)}\", which is no host",
            "Write a name such as hub.example.com, *.example.com for all below a name, or an address; no scheme, no port. For any host, leave the list empty.");

    /// <summary>Proxies are named by addresses and networks.</summary>
    public static IEnumerable<ConfigurationProblem> Proxies(SwitchboardOptions options) =>
        from proxy in options.Connections.TrustedProxies
        where Networks.Parse(proxy) is null
        select new ConfigurationProblem(
            "connections.trustedProxies",
            $"names \"{SafeText.OfAddress(proxy)}\", which is neither an address nor a network",
            "Write an address such as 192.0.2.7 or 2001:db8::7, or a network such as 10.0.0.0/8.");

    /// <summary>The path of the Socket.IO endpoint is one.</summary>
    public static IEnumerable<ConfigurationProblem> SocketIo(SwitchboardOptions options)
    {
        var path = options.SocketIo.Path;
        if (path is not ['/', _, ..] || path.AsSpan().ContainsAny(_neverInPaths))
        {
            yield return new ConfigurationProblem("socketIo.path", $"is '{path}', which is no path", "Write a path such as /socket.io/.");
        }
    }

    /// <summary>Addresses of hooks are HTTP addresses.</summary>
    public static IEnumerable<ConfigurationProblem> HttpHooks(SwitchboardOptions options) =>
        from hook in HookAddresses(options.Hooks.Http)
        where !IsHttp(hook.Url)
        select new ConfigurationProblem($"hooks.http.{hook.Name}", $"is \"{SafeText.OfAddress(hook.Url)}\", which is no address", "Write an address that begins with http:// or https://.");

    /// <summary>The collector's address is one.</summary>
    public static IEnumerable<ConfigurationProblem> Collector(SwitchboardOptions options)
    {
        var address = options.Telemetry.OtlpEndpoint;
        if (address.Length > 0 && !IsHttp(address))
        {
            yield return new ConfigurationProblem(
                "telemetry.otlpEndpoint",
                $"is \"{SafeText.OfAddress(address)}\", which is no HTTP address",
                "Write http://host:port or https://host:port, or leave it empty.");
        }
    }

    /// <summary>The addresses of hooks that are set, by the names of their options.</summary>
    public static IEnumerable<(string Name, string Url)> HookAddresses(HttpHookOptions http)
    {
        (string Name, string Url)[] addresses =
        [
            ("connectUrl", http.ConnectUrl), ("subscribeUrl", http.SubscribeUrl), ("publishUrl", http.PublishUrl), ("rpcUrl", http.RpcUrl),
            ("mapPublishUrl", http.MapPublishUrl), ("mapRemoveUrl", http.MapRemoveUrl), ("mapReadUrl", http.MapReadUrl), ("refreshUrl", http.RefreshUrl), ("subRefreshUrl", http.SubRefreshUrl), ("eventsUrl", http.EventsUrl),
        ];
        return addresses.Where(address => address.Url.Length > 0);
    }

    private static bool IsHttp(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    private static bool IsOrigin(string origin)
    {
        if (origin.Equals(AnyOrigin, StringComparison.Ordinal))
        {
            return true;
        }

        var end = origin.IndexOf(SchemeEnd, StringComparison.Ordinal);
        return end > 0 && IsHost(origin[..end], origin[(end + SchemeEnd.Length)..]);
    }

    private static bool IsHost(string host)
        => Uri.CheckHostName(host.StartsWith(AnyLabel, StringComparison.Ordinal) ? host[AnyLabel.Length..] : host) switch
        {
            UriHostNameType.Dns => true,
            UriHostNameType.IPv4 or UriHostNameType.IPv6 => !host.StartsWith(AnyLabel, StringComparison.Ordinal),
            _ => false,
        };

    private static bool IsHost(string scheme, string host)
    {
        var isWide = host.StartsWith(AnyLabel, StringComparison.Ordinal);
        var plain = isWide ? host[AnyLabel.Length..] : host;
        if (plain.Length == 0 || plain.EndsWith(':') || plain.AsSpan().ContainsAny(_neverInHosts))
        {
            return false;
        }

        // A pattern for names below an address would match nothing.
        return Uri.TryCreate(scheme + SchemeEnd + plain, UriKind.Absolute, out var uri)
            && (uri.HostNameType == UriHostNameType.Dns || (!isWide && uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6));
    }
}
