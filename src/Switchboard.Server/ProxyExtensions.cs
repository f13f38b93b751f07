using Switchboard.Transports;

namespace Switchboard.Server;

/// <summary>Lets all that the server answers know who is behind a proxy.</summary>
internal static class ProxyExtensions
{
    /// <summary>Believes the proxies that the options name, and refuses requests for other hosts, before anything else looks at a request. The hub's endpoints do so themselves.</summary>
    public static void UseTrustedProxies(this WebApplication application)
    {
        var (forwarded, hosts) = (application.Services.GetRequiredService<ForwardedHeaders>(), application.Services.GetRequiredService<OwnHosts>());
        application.Use(next => context =>
        {
            forwarded.Apply(context);
            return hosts.TryPass(context) ? next(context) : context.Response.BodyWriter.FlushAsync(CancellationToken.None).AsTask();
        });
    }
}
