using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Switchboard.Client;

/// <summary>Adds clients to an application.</summary>
public static class SwitchboardClientServiceCollectionExtensions
{
    /// <summary>Adds a client as a singleton, which the container disposes of. It connects when the application calls <see cref="SwitchboardClient.ConnectAsync"/>.</summary>
    /// <param name="services">The application's services. A <see cref="TimeProvider"/> among them is the client's clock.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The options, to be configured further.</returns>
    public static OptionsBuilder<SwitchboardClientOptions> AddSwitchboardClient(this IServiceCollection services, Action<SwitchboardClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider => Create(provider, Options.DefaultName));
        return services.AddOptions<SwitchboardClientOptions>().Configure(configure);
    }

    /// <summary>Adds a client under a key, beside others.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="name">The key of the service, and the name of its options.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The options, to be configured further.</returns>
    public static OptionsBuilder<SwitchboardClientOptions> AddSwitchboardClient(this IServiceCollection services, string name, Action<SwitchboardClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddKeyedSingleton(name, static (provider, key) => Create(provider, (string)key!));
        return services.AddOptions<SwitchboardClientOptions>(name).Configure(configure);
    }

    private static SwitchboardClient Create(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<SwitchboardClientOptions>>().Get(name);
        if (provider.GetService<TimeProvider>() is { } time)
        {
            options.TimeProvider = time;
        }

        return new SwitchboardClient(options, provider.GetService<ILoggerFactory>(), provider.GetService<IMeterFactory>());
    }
}
