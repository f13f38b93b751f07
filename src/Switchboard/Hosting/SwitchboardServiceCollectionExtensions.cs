using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchboard.Api;
using Switchboard.Channels;
using Switchboard.Cluster;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Configuration.Rules;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Diagnostics.Prometheus;
using Switchboard.History;
using Switchboard.Hooks;
using Switchboard.InMemory;
using Switchboard.Outbound;
using Switchboard.Presence;
using Switchboard.Protocols.Centrifuge;
using Switchboard.Protocols.EngineIo;
using Switchboard.Security;
using Switchboard.Transports;

namespace Switchboard.Hosting;

/// <summary>Adds the hub to an application.</summary>
public static class SwitchboardServiceCollectionExtensions
{
    /// <summary>Adds the hub, with everything in memory, configured by the section <c>Switchboard</c>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The application's configuration.</param>
    /// <returns>A builder that adds stores and features.</returns>
    /// <exception cref="InvalidConfigurationException">The configuration has mistakes; the message names all of them.</exception>
    public static ISwitchboardBuilder AddSwitchboard(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        var loader = new ConfigurationLoader(
            configuration, SwitchboardOptions.SectionName, new OptionsValidator(OptionsValidator.CommonRules(durableStoreAvailable: false)));
        var reading = loader.Load();
        if (reading.Problems.Count > 0)
        {
            throw new InvalidConfigurationException(reading.Problems);
        }

        services.AddSingleton(loader);
        services.AddSingleton(new SettingsHolder(SwitchboardSettings.From(reading.Options)));
        services.AddHostedService<SettingsReloader>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddHttpClient();
        services.PostConfigure<HostOptions>(host => AllowForDrain(host, reading.Options.Shutdown));
        services.AddApi();
        services.AddHealthChecks().AddCheck<HubHealthCheck>(HubHealthCheck.Name, tags: [HealthEndpoints.ReadyTag]);
        return new SwitchboardBuilder(services).AddEngine().AddCommands().AddSecurity().AddCentrifuge().AddEngineIo();
    }

    /// <summary>The host waits as long as letting the connections go may last, and as it did before for the rest.</summary>
    private static void AllowForDrain(HostOptions host, ShutdownOptions shutdown)
        => host.ShutdownTimeout += TimeSpan.FromSeconds(shutdown.DrainSeconds + shutdown.CloseTimeoutSeconds);

    private static SwitchboardBuilder AddEngine(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<IStreamStore>(provider =>
        {
            var settings = provider.GetRequiredService<SettingsHolder>();
            return new InMemoryStreamStore(provider.GetRequiredService<TimeProvider>(), () => settings.Current.Limits.MemoryStreams);
        });
        services.TryAddSingleton<IPresenceStore, InMemoryPresenceStore>();
        services.TryAddSingleton<IBus, InMemoryBus>();
        services.AddSingleton(provider => NodeIdentity.Create(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Clock>();
        services.AddSingleton<HubMetrics>();
        services.AddSingleton<PrometheusExporter>();
        services.AddSingleton<MetricsEndpoint>();
        services.AddSingleton<OutboundCounters>();
        services.AddSingleton<ChannelRegistry>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<BehindQueue>();
        services.AddSingleton<RecentPublishes>();
        services.AddSingleton<NodeBus>();
        services.AddSingleton<Publisher>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<PresenceKeeper>();
        services.AddSingleton<Subscriber>();
        services.AddSingleton<ConnectionKeeper>();
        services.AddSingleton<ConnectionList>();
        services.AddSingleton<ConnectionSweeper>();
        services.AddSingleton<PositionChecker>();
        services.AddSingleton<InstructionExecutor>();
        services.AddSingleton<BusReceiver>();
        services.AddHostedService<HubLoop>();
        services.AddHostedService<Drain>();
        return builder;
    }

    private static SwitchboardBuilder AddCommands(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ConnectHandler>();
        services.AddSingleton<SubscribeHandler>();
        services.AddSingleton<UnsubscribeHandler>();
        services.AddSingleton<PublishHandler>();
        services.AddSingleton<PresenceHandler>();
        services.AddSingleton<HistoryHandler>();
        services.AddSingleton<CallHandler>();
        services.AddSingleton<RefreshHandler>();
        services.AddSingleton<SubRefreshHandler>();
        services.AddSingleton<CommandHandlers>();
        services.AddSingleton<ServicePublisher>();
        services.AddSingleton<ChannelFinder>();
        services.AddSingleton<InstructionHandler>();
        services.AddSingleton<ISwitchboard, SwitchboardHub>();
        return builder;
    }

    private static SwitchboardBuilder AddSecurity(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<Gatekeeper>();
        services.AddSingleton<HookSet>();
        services.AddSingleton<HookDecisions>();
        services.AddSingleton<ITokenValidator, JwtTokenValidator>();
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<SettingsHolder>();
            var http = provider.GetRequiredService<IHttpClientFactory>();
            var ring = new TokenKeyRing(
                TokenKeys.Create(settings.Current.Tokens),
                () => http.CreateClient(nameof(TokenKeyRing)),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<TokenKeyRing>>());
            settings.OnChange(changed => ring.Replace(TokenKeys.Create(changed.Tokens)));
            return ring;
        });
        services.AddSingleton<OriginPolicy>();
        services.AddSingleton<CrossOrigin>();
        services.AddSingleton<Admission>();
        return builder;
    }

    private static SwitchboardBuilder AddCentrifuge(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<CentrifugeContext>();
        services.AddSingleton<WebSocketEndpoint>();
        services.AddSingleton<EmulatedSessions>();
        services.AddSingleton<EmulatedStreams>();
        services.AddSingleton<SseEndpoint>();
        services.AddSingleton<HttpStreamEndpoint>();
        services.AddSingleton<EmulationEndpoint>();
        services.AddSingleton<UniSseEndpoint>();
        services.AddSingleton<IEmulationTarget>(provider => provider.GetRequiredService<EmulatedSessions>());
        return builder;
    }

    private static SwitchboardBuilder AddEngineIo(this SwitchboardBuilder builder)
    {
        builder.Services.AddSingleton<EngineIoServices>();
        builder.Services.AddSingleton<EngineIoSweeper>();
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<EngineIoSweeper>());
        return builder;
    }
}
