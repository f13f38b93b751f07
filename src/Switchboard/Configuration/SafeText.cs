namespace Switchboard.Configuration;

/// <summary>Values of options as they may be shown, in logs and where the configuration is checked: what may be a secret is left out.</summary>
internal static class SafeText
{
    private const string SchemeEnd = "://";
    private const string Hidden = "***";

    /// <summary>An address without user, password and query, be it well formed or not.</summary>
    public static string OfAddress(string address)
    {
        var start = address.IndexOf(SchemeEnd, StringComparison.Ordinal) is >= 0 and var end ? end + SchemeEnd.Length : 0;
        var query = address.IndexOfAny(['?', '#'], start);
        var user = address.LastIndexOf('@');
        if (user >= start)
        {
            // A password may hold any character, also one that looks like the end of the host.
            var rest = address[user..];
            var restQuery = rest.IndexOfAny(['?', '#']);
            return $"{address[..start]}{Hidden}{(restQuery < 0 ? rest : rest[..restQuery] + rest[restQuery] + Hidden)}";
        }

        return query < 0 ? address : address[..(query + 1)] + Hidden;
    }

    /// <summary>An address without user, password and query.</summary>
    public static string OfAddress(Uri address) => OfAddress(address.OriginalString);

    /// <summary>A path; nothing where the text is more like a secret that was written in the wrong place.</summary>
    public static string OfPath(string path) => path.AsSpan().ContainsAny("=;@\n") ? Hidden : path;
}
