using System.Buffers;

namespace Switchboard.Configuration.Rules;

/// <summary>Origins are written as browsers send them: <c>scheme://host[:port]</c>.</summary>
internal sealed class OriginRule : IOptionsRule
{
    private const string AnyOrigin = "*";
    private const string SchemeEnd = "://";
    private const string AnyLabel = "*.";

    private static readonly SearchValues<char> _neverInHosts = SearchValues.Create("/\\?#@* ");

    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options) =>
        from origin in options.Connections.AllowedOrigins
        where !IsValid(origin)
        select new ConfigurationProblem(
            "connections.allowedOrigins",
            $"names \"{origin}\", which is no origin",
            "Write scheme://host or scheme://host:port without a slash at the end, scheme://*.host for all below a host, or * for any.");

    private static bool IsValid(string origin)
    {
        if (origin.Equals(AnyOrigin, StringComparison.Ordinal))
        {
            return true;
        }

        var end = origin.IndexOf(SchemeEnd, StringComparison.Ordinal);
        return end > 0 && IsHost(origin[..end], origin[(end + SchemeEnd.Length)..]);
    }

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
