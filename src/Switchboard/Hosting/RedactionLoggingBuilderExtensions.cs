using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics.Redaction;

namespace Switchboard.Hosting;

/// <summary>Keeps what lets clients in out of an application's log.</summary>
public static class RedactionLoggingBuilderExtensions
{
    /// <summary>Hides, in every message of every category and provider, the values of <c>ws_token</c>, <c>cf_connect</c>, <c>token</c>, <c>ticket</c> and <c>auth</c> in queries: ASP.NET Core logs the address of each request at Information.</summary>
    /// <param name="logging">The application's logging, which knows its logger factory already: call this behind what replaces the factory.</param>
    /// <returns>The same.</returns>
    /// <remarks>What does not go through <see cref="ILogger"/>, as the W3C log, is not changed.</remarks>
    public static ILoggingBuilder AddSwitchboardRedaction(this ILoggingBuilder logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        var services = logging.Services;
        services.AddLogging();
        var factory = services.Last(static service => service.ServiceType == typeof(ILoggerFactory) && !service.IsKeyedService);
        if (factory.ImplementationFactory?.Method.DeclaringType?.Assembly == typeof(RedactingLoggerFactory).Assembly)
        {
            return logging;
        }

        services.Remove(factory);
        if (factory.ImplementationType is { } type)
        {
            services.AddSingleton(type);
        }

        services.AddSingleton<ILoggerFactory>(provider => new RedactingLoggerFactory(Inner(factory, provider)));
        return logging;
    }

    private static ILoggerFactory Inner(ServiceDescriptor factory, IServiceProvider provider)
        => (ILoggerFactory)(factory.ImplementationInstance
            ?? factory.ImplementationFactory?.Invoke(provider)
            ?? provider.GetRequiredService(factory.ImplementationType!));
}
