using Switchboard.Transports;

namespace Switchboard.Server;

/// <summary>Lets all that the server answers know who is behind a proxy.</summary>
internal static class ProxyExtensions
{
    /// <summary>Believes the proxies that the options name, before anything else looks at a request. The hub's endpoints do so themselves.</summary>
    public static void UseTrustedProxies(this WebApplication application)
    {
        var forwarded = application.Services.GetRequiredService<ForwardedHeaders>();
        application.Use(next => context =>
        {
            forwarded.Apply(context);
            return next(context);
        });
    }
}
