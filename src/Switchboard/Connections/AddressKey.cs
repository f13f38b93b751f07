using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Switchboard.Connections;

/// <summary>The party that an address stands for: an IPv4 address, or the 64 bits of an IPv6 network, of which one machine has all addresses.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AddressKey
{
    private const int Ipv4Bytes = 4;
    private const int Ipv6Bytes = 16;

    private readonly ulong _network;
    private readonly bool _isIpv6;

    private AddressKey(ulong network, bool isIpv6)
    {
        _network = network;
        _isIpv6 = isIpv6;
    }

    /// <summary>The party behind an address; null stands for all who have none, as over sockets of Unix.</summary>
    public static AddressKey Of(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        if (address is null || !(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var length))
        {
            return default;
        }

        return length == Ipv4Bytes
            ? new AddressKey(BinaryPrimitives.ReadUInt32BigEndian(bytes), isIpv6: false)
            : new AddressKey(BinaryPrimitives.ReadUInt64BigEndian(bytes), isIpv6: true);
    }

    /// <summary>The party behind an address as connections name it.</summary>
    public static AddressKey Of(string address) => Of(IPAddress.TryParse(address, out var parsed) ? parsed : null);
}
