using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Switchboard.Connections;
using Switchboard.Transports.WebSockets;

namespace Switchboard.Transports.Sockets;

/// <summary>Reads the head of a plain upgrade to WebSocket (RFC 6455, section 4.1; RFC 9112).</summary>
/// <remarks>It takes what every client sends, and nothing else: whatever is unusual is the web server's to judge, so that both never differ.</remarks>
internal static class UpgradeRequest
{
    private const string Version = "HTTP/1.1";
    private const int MaxPortDigits = 5;

    private static readonly SearchValues<byte> _nameBytes = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<char> _targetCharacters = SearchValues.Create("!$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~");
    private static readonly SearchValues<char> _hostCharacters = SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads a head that has come whole.</summary>
    /// <param name="bytes">What the client has sent first.</param>
    /// <param name="paths">What is taken here.</param>
    /// <param name="request">The request.</param>
    /// <param name="length">The length of its head.</param>
    /// <returns>False where it is anything else.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, UpgradePaths paths, out HttpRequestFeature request, out int length)
    {
        request = null!;
        length = bytes.IndexOf("\r\n\r\n"u8) + 4;
        if (length < 4 || length > paths.MaxHeadBytes || !bytes.StartsWith("GET /"u8) || !Ascii.IsValid(bytes[..length]))
        {
            return false;
        }

        var head = bytes[..(length - 4)];
        var lineEnd = head.IndexOf("\r\n"u8);
        if (lineEnd < 0 || !TryReadLine(Encoding.ASCII.GetString(head[..lineEnd]), paths, out request))
        {
            return false;
        }

        return TryReadHeaders(head[(lineEnd + 2)..], paths.MaxHeaders, request.Headers) && IsPlainUpgrade(request.Headers);
    }

    private static bool TryReadLine(string line, UpgradePaths paths, out HttpRequestFeature request)
    {
        request = null!;
        var parts = line.Split(' ');
        if (parts is not [_, var target, Version] || target.AsSpan().ContainsAnyExcept(_targetCharacters))
        {
            return false;
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        if (path.Contains('%', StringComparison.Ordinal) || !paths.Takes(path))
        {
            return false;
        }

        request = new HttpRequestFeature
        {
            Method = HttpMethods.Get,
            Scheme = "http",
            Protocol = HttpProtocol.Http11,
            Path = path,
            RawTarget = target,
            QueryString = question < 0 ? "" : target[question..],
        };
        return true;
    }

    private static bool TryReadHeaders(ReadOnlySpan<byte> lines, int left, IHeaderDictionary headers)
    {
        foreach (var range in lines.Split("\r\n"u8))
        {
            var line = lines[range];
            var colon = line.IndexOf((byte)':');
            if (left-- == 0 || colon <= 0 || line[..colon].ContainsAnyExcept(_nameBytes))
            {
                return false;
            }

            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (value.IsEmpty || value.ContainsAnyInRange((byte)0, (byte)31) || value.Contains((byte)127))
            {
                return false;
            }

            headers.Append(Encoding.ASCII.GetString(line[..colon]), Encoding.ASCII.GetString(value));
        }

        return true;
    }

    // A request with a body, or that says something twice, is none that a WebSocket client sends.
    private static bool IsPlainUpgrade(IHeaderDictionary headers)
        => headers.Host is [{ } host] && IsPlainHost(host)
            && headers.Upgrade is [{ } upgrade] && upgrade.Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && headers.Connection is [{ } connection] && IsPlainConnection(connection)
            && headers.SecWebSocketKey.Count == 1
            && headers.SecWebSocketVersion.Count == 1
            && headers.Origin.Count <= 1
            && !headers.ContainsKey(HeaderNames.ContentLength)
            && !headers.ContainsKey(HeaderNames.TransferEncoding)
            && !headers.ContainsKey(HeaderNames.Expect);

    private static bool IsPlainHost(string host)
    {
        var colon = host.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? host : host[..colon];
        var port = colon < 0 ? "0" : host[(colon + 1)..];
        return name.Length > 0 && !name.AsSpan().ContainsAnyExcept(_hostCharacters)
            && port.Length is > 0 and <= MaxPortDigits && port.All(char.IsAsciiDigit);
    }

    private static bool IsPlainConnection(string connection)
    {
        var isUpgrade = false;
        foreach (var option in connection.Split(',', StringSplitOptions.TrimEntries))
        {
            if (option.Equals("upgrade", StringComparison.OrdinalIgnoreCase))
            {
                isUpgrade = true;
            }
            else if (!option.Equals("keep-alive", StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return isUpgrade;
    }
}

/// <summary>The paths whose upgrades are taken before the web server sees them, with what answers them.</summary>
internal sealed record UpgradePaths(IReadOnlyDictionary<string, RequestDelegate> Endpoints)
{
    /// <summary>The largest head of a request that is read here. The web server answers larger ones as it always does.</summary>
    public required int MaxHeadBytes { get; init; }

    /// <summary>How many headers a request may have to be read here.</summary>
    public required int MaxHeaders { get; init; }

    /// <summary>Whether upgrades to a path are taken.</summary>
    public bool Takes(string path) => Endpoints.ContainsKey(path);
}

/// <summary>The feature of a request whose connection can leave the web server with the upgrade.</summary>
internal interface IDirectUpgrade
{
    /// <summary>Answers with 101 and the response's headers, and serves the connection from then on. Returns at once.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="receiver">What its bytes go to; disposed at its end.</param>
    /// <param name="lifetime">Disposed when the connection has ended.</param>
    void Serve(ITransportConnection connection, WebSocketReceiver receiver, IDisposable lifetime);
}

/// <summary>Writes the head of an answer (RFC 9112, section 4).</summary>
internal static class ResponseHead
{
    /// <summary>The bytes of a response's status and headers.</summary>
    public static byte[] Encode(HttpResponse response)
    {
        var text = new StringBuilder("HTTP/1.1 ").Append(response.StatusCode).Append(' ').Append(ReasonPhrases.GetReasonPhrase(response.StatusCode)).Append("\r\n");
        foreach (var (name, values) in response.Headers)
        {
            foreach (var value in values)
            {
                text.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
    }
}
