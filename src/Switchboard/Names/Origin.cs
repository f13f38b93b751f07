using System.Buffers;
using System.Globalization;

namespace Switchboard.Names;

/// <summary>An origin as browsers send it: scheme, host and port, and nothing else (RFC 6454, section 6.2). Comparisons go by what it means: case and default ports make no difference.</summary>
internal readonly record struct Origin(string Scheme, string Host, int Port)
{
    private const string SchemeEnd = "://";
    private const int MaxPortDigits = 5;

    private static readonly SearchValues<char> _schemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+-.");
    private static readonly SearchValues<char> _hostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._~");
    private static readonly SearchValues<char> _addressCharacters = SearchValues.Create("abcdef0123456789:.");

    /// <summary>Reads an origin. Anything that is not exactly one is refused: a path, a user, a list.</summary>
    public static bool TryParse(string text, out Origin origin)
    {
        origin = default;
        var lower = text.ToLowerInvariant();
        var end = lower.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (end <= 0 || !char.IsAsciiLetter(lower[0]) || lower.AsSpan(0, end).ContainsAnyExcept(_schemeCharacters))
        {
            return false;
        }

        var scheme = lower[..end];
        var authority = lower[(end + SchemeEnd.Length)..];
        var hostEnd = authority.IndexOf(':', authority.StartsWith('[') ? authority.IndexOf(']', StringComparison.Ordinal) + 1 : 0);
        var host = hostEnd < 0 ? authority : authority[..hostEnd];
        if (!IsHost(host) || !TryReadPort(scheme, hostEnd < 0 ? "" : authority[(hostEnd + 1)..], hostEnd >= 0, out var port))
        {
            return false;
        }

        origin = new Origin(scheme, host, port);
        return true;
    }

    /// <summary>Whether this is of a host below another: <c>https://a.example.com</c> is below <c>https://example.com</c>.</summary>
    public bool IsBelow(Origin other)
        => Scheme == other.Scheme && Port == other.Port && Host.Length > other.Host.Length + 1
            && Host.EndsWith(other.Host, StringComparison.Ordinal) && Host[^(other.Host.Length + 1)] == '.';

    private static bool IsHost(string host)
        => host is ['[', .. { Length: > 0 } address, ']']
            ? !address.AsSpan().ContainsAnyExcept(_addressCharacters)
            : host is [not '.', ..] && !host.AsSpan().ContainsAnyExcept(_hostCharacters) && !host.Contains("..", StringComparison.Ordinal);

    private static bool TryReadPort(string scheme, string text, bool isGiven, out int port)
    {
        port = scheme switch { "http" => 80, "https" => 443, _ => 0 };
        return !isGiven || (text.Length is > 0 and <= MaxPortDigits && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port));
    }
}
