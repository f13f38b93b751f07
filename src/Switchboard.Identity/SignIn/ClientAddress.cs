using System.Net;
using System.Net.Sockets;

namespace Switchboard.Identity.SignIn;

/// <summary>Whom an address stands for.</summary>
internal static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The part of an address that its holder cannot change at will: of IPv6, the network of 64 bits.</summary>
    public static string HolderOf(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
        {
            return address;
        }

        if (parsed.IsIPv4MappedToIPv6)
        {
            return parsed.MapToIPv4().ToString();
        }

        return parsed.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(parsed.GetAddressBytes().AsSpan(0, NetworkBytes)) : parsed.ToString();
    }
}
