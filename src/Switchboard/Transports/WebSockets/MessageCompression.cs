using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Switchboard.Transports.WebSockets;

/// <summary>Agreeing to compress messages (permessage-deflate, RFC 7692), each by itself: what is compressed is shared by all who receive it.</summary>
internal static class MessageCompression
{
    private const string Name = "permessage-deflate";
    private const string Answer = Name + "; server_no_context_takeover; client_no_context_takeover";
    private const string ServerWindow = "server_max_window_bits";
    private const string ClientWindow = "client_max_window_bits";
    private const int MaxWindowBits = 15;

    // A client that repeats itself is answered as one that offers nothing.
    private const int MaxOffers = 8;

    /// <summary>Accepts the first offer that can be kept to. False where there is none.</summary>
    public static bool TryAgree(HttpContext context)
    {
        var offers = context.Request.Headers.SecWebSocketExtensions.ToString().Split(',', MaxOffers + 1, StringSplitOptions.TrimEntries);
        foreach (var offer in offers.AsSpan(0, Math.Min(offers.Length, MaxOffers)))
        {
            if (CanKeepTo(offer, out var namesWindow))
            {
                context.Response.Headers.SecWebSocketExtensions = namesWindow ? $"{Answer}; {ServerWindow}={MaxWindowBits}" : Answer;
                return true;
            }
        }

        return false;
    }

    private static bool CanKeepTo(string offer, out bool namesWindow)
    {
        namesWindow = false;
        var parts = offer.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals(Name, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts.AsSpan(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, null) : (part[..equals].TrimEnd(), part[(equals + 1)..].TrimStart().Trim('"'));
            if (!seen.Add(name) || !IsKnown(name, value))
            {
                return false;
            }
        }

        namesWindow = seen.Contains(ServerWindow);
        return true;
    }

    // The compressor's window is the largest, and cannot be made smaller.
    private static bool IsKnown(string name, string? value) => name.ToLowerInvariant() switch
    {
        "server_no_context_takeover" or "client_no_context_takeover" => value is null,
        ServerWindow => WindowOf(value) == MaxWindowBits,
        ClientWindow => value is null || WindowOf(value) is >= 8 and <= MaxWindowBits,
        _ => false,
    };

    private static int WindowOf(string? value)
        => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? bits : 0;
}
