using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Switchboard.Configuration;
using Switchboard.Security.Certificates;

namespace Switchboard.Server.Tls;

/// <summary>Lets the server speak TLS.</summary>
internal static class TlsExtensions
{
    private const string DefaultCertificate = "Kestrel:Certificates:Default";

    /// <summary>Whether TLS is asked for, and nothing says with which certificate.</summary>
    public static bool LacksCertificate(this IConfiguration configuration, TlsOptions tls, IReadOnlyList<string> addresses)
        => tls.Certificates.Count == 0 && !configuration.GetSection(DefaultCertificate).Exists() && addresses.Any(ListenAddresses.IsSecure);

    /// <summary>Adds TLS: with the hub's certificates where the options name some, for the framework's own endpoints in any case.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="tls">The options.</param>
    /// <param name="addresses">Where to listen; none where the framework's settings say so themselves.</param>
    public static void AddTls(this WebApplicationBuilder builder, TlsOptions tls, IReadOnlyList<string> addresses)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureHttpsDefaults(static https => https.SslProtocols = TlsHandshake.Protocols));
        if (tls.HstsSeconds > 0)
        {
            builder.Services.AddHsts(hsts =>
            {
                hsts.MaxAge = TimeSpan.FromSeconds(tls.HstsSeconds);
                hsts.IncludeSubDomains = tls.HstsIncludeSubDomains;
            });
        }

        if (tls.Certificates.Count == 0 || !addresses.Any(ListenAddresses.IsSecure))
        {
            return;
        }

        // The server opens these addresses itself: who configures certificates by host cannot leave them to the framework.
        Array.ForEach([WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey], name => builder.WebHost.UseSetting(name, ""));
        builder.Services.AddSingleton<CertificateManager>();
        builder.Services.AddSingleton<TlsHandshake>();
        if (tls.Http3)
        {
            builder.WebHost.UseQuic();
        }

        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, tls, addresses));
    }

    private static void Listen(KestrelServerOptions kestrel, TlsOptions tls, IReadOnlyList<string> addresses)
    {
        kestrel.ConfigurationLoader = null;
        foreach (var address in addresses)
        {
            Listen(kestrel, BindingAddress.Parse(address), listener =>
            {
                if (!ListenAddresses.IsSecure(address))
                {
                    return;
                }

                listener.Protocols = tls.Http3 ? HttpProtocols.Http1AndHttp2AndHttp3 : HttpProtocols.Http1AndHttp2;
                listener.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = kestrel.ApplicationServices.GetRequiredService<TlsHandshake>().BeginAsync,
                    HandshakeTimeout = TimeSpan.FromSeconds(tls.HandshakeTimeoutSeconds),
                });
            });
        }
    }

    // As the framework understands addresses: localhost is both loopbacks, a name that is no address every interface.
    private static void Listen(KestrelServerOptions kestrel, BindingAddress address, Action<ListenOptions> configure)
    {
        if (address.IsUnixPipe)
        {
            kestrel.ListenUnixSocket(address.UnixPipePath, configure);
        }
        else if (IPAddress.TryParse(address.Host, out var ip))
        {
            kestrel.Listen(ip, address.Port, configure);
        }
        else if (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            kestrel.ListenLocalhost(address.Port, configure);
        }
        else
        {
            kestrel.ListenAnyIP(address.Port, configure);
        }
    }
}
