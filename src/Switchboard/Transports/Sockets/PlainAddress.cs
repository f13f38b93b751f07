using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Switchboard.Transports.Sockets;

/// <summary>Whether the web server speaks plain HTTP at an address. Where it speaks TLS, an upgrade in plain text is its own to refuse.</summary>
internal sealed class PlainAddress(IServiceProvider services, IPEndPoint endpoint)
{
    // The web server names its addresses once it is bound to them, and does not change what it speaks there.
    private volatile bool _isPlain;

    /// <summary>False also where it is not known yet.</summary>
    public bool IsPlain => _isPlain || (_isPlain = Look());

    private bool Look()
    {
        var addresses = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var schemes = addresses.Select(BindingAddress.Parse).Where(IsHere).Select(static address => address.Scheme).ToArray();
        return schemes.Length > 0 && Array.TrueForAll(schemes, static scheme => scheme == Uri.UriSchemeHttp);
    }

    private bool IsHere(BindingAddress address)
        => address.Port == endpoint.Port
            && (IPAddress.TryParse(address.Host, out var ip)
                ? ip.Equals(endpoint.Address)
                : !address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.IsLoopback(endpoint.Address));
}
