using System.Net;

namespace Switchboard.Configuration;

/// <summary>Reads networks of options.</summary>
internal static class Networks
{
    /// <summary>Reads <c>10.0.0.0/8</c>, or a single address; null where it is neither.</summary>
    public static IPNetwork? Parse(string text)
    {
        // Not 127.1 and the like, which the framework reads, too.
        if (!text.Contains(':', StringComparison.Ordinal) && text.Count(static letter => letter == '.') != 3)
        {
            return null;
        }

        if (IPNetwork.TryParse(text, out var network))
        {
            return network;
        }

        if (!IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return new IPNetwork(plain, plain.GetAddressBytes().Length * 8);
    }
}
