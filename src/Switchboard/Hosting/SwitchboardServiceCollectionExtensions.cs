using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Switchboard.Api;
using Switchboard.Bus;
using Switchboard.Calls;
using Switchboard.Channels;
using Switchboard.Cluster;
using Switchboard.Commands;
using Switchboard.Commands.Access;
using Switchboard.Commands.Calls;
using Switchboard.Commands.Connect;
using Switchboard.Commands.History;
using Switchboard.Commands.Inbox;
using Switchboard.Commands.Keys;
using Switchboard.Commands.Outboxes;
using Switchboard.Commands.Presence;
using Switchboard.Commands.Publish;
using Switchboard.Commands.Subscribe;
using Switchboard.Commands.Tickets;
using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Diagnostics.Prometheus;
using Switchboard.EventSources;
using Switchboard.Extensibility;
using Switchboard.History;
using Switchboard.Hooks;
using Switchboard.Inbox;
using Switchboard.InMemory;
using Switchboard.Lifecycle;
using Switchboard.Names;
using Switchboard.Outbound;
using Switchboard.Presence;
using Switchboard.Protocols.Centrifuge;
using Switchboard.Protocols.EngineIo;
using Switchboard.Protocols.SocketIo;
using Switchboard.Security;
using Switchboard.Security.Access;
using Switchboard.Subscriptions;
using Switchboard.Timing;
using Switchboard.Transports;
using Switchboard.Webhooks;

namespace Switchboard.Hosting;

/// <summary>Adds the hub to an application.</summary>
public static class SwitchboardServiceCollectionExtensions
{
    /// <summary>Adds the hub, with everything in memory, configured by the section <c>Switchboard</c>.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The application's configuration.</param>
    /// <returns>A builder that adds stores, such as <c>UseSqlite()</c> for durable namespaces, hooks and features.</returns>
    /// <exception cref="InvalidConfigurationException">The configuration has mistakes; the message names all of them.</exception>
    public static ISwitchboardBuilder AddSwitchboard(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services.Add(registration => registration.Configuration = configuration);
    }

    /// <summary>Adds the hub, with everything in memory, configured by code.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the options. Where a configuration is given, too, in whichever call, it is read first; and again, followed by this, when it changes.</param>
    /// <inheritdoc cref="AddSwitchboard(IServiceCollection, IConfiguration)"/>
    public static ISwitchboardBuilder AddSwitchboard(this IServiceCollection services, Action<SwitchboardOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.Add(registration => registration.Add(configure));
    }

    /// <summary>Adds the hub, with everything in memory, configured by the section <c>Switchboard</c> and then by code.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">The application's configuration.</param>
    /// <param name="configure">Sets options on top of the configuration.</param>
    /// <inheritdoc cref="AddSwitchboard(IServiceCollection, IConfiguration)"/>
    public static ISwitchboardBuilder AddSwitchboard(this IServiceCollection services, IConfiguration configuration, Action<SwitchboardOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(configure);
        return services.Add(registration =>
        {
            registration.Configuration = configuration;
            registration.Add(configure);
        });
    }

    private static SwitchboardBuilder Add(this IServiceCollection services, Action<SwitchboardRegistration> say)
    {
        ArgumentNullException.ThrowIfNull(services);
        var known = services.FirstOrDefault(service => service.ServiceType == typeof(SwitchboardRegistration))?.ImplementationInstance as SwitchboardRegistration;
        var registration = known ?? new SwitchboardRegistration();
        say(registration);
        registration.Check();
        if (known is not null)
        {
            return new SwitchboardBuilder(services);
        }

        services.AddSingleton(registration);
        services.AddSingleton(new HookRegistrations(services));
        return new SwitchboardBuilder(services).AddHost().AddEngine().AddMaps().AddInbox().AddHooks().AddCommands().AddSecurity().AddCentrifuge().AddEngineIo();
    }

    private static SwitchboardBuilder AddHost(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider => provider.GetRequiredService<SwitchboardRegistration>().CreateLoader(
            provider.GetServices<IConfigureOptions<SwitchboardOptions>>(), provider.GetServices<IPostConfigureOptions<SwitchboardOptions>>(),
            provider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IDurableStreamStore))));
        services.AddSingleton(provider => CreateSettings(provider.GetRequiredService<ConfigurationLoader>()));
        services.AddHostedService<StartupCheck>();
        services.AddHostedService<RedactionCheck>();
        services.AddHostedService<SettingsReloader>();
        services.AddSingleton<MappingCheck>();
        services.AddHostedService(static provider => provider.GetRequiredService<MappingCheck>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddHttpClient();
        services.AddOptions<HostOptions>().PostConfigure<SettingsHolder>(static (host, settings) => AllowForDrain(host, settings.Current));
        services.AddApi();
        services.AddHealthChecks()
            .AddCheck<HubHealthCheck>(HubHealthCheck.Name, tags: [HealthEndpoints.ReadyTag])
            .AddCheck<BackgroundHealthCheck>(BackgroundHealthCheck.Name, tags: [HealthEndpoints.ReadyTag])
            .AddCheck<JobCarrierHealthCheck>(JobCarrierHealthCheck.Name, tags: [HealthEndpoints.ReadyTag])
            .AddCheck<EventSourceHealthCheck>(EventSourceHealthCheck.Name, tags: [HealthEndpoints.ReadyTag])
            .AddCheck<MemoryHealthCheck>(MemoryHealthCheck.Name, tags: [HealthEndpoints.ReadyTag])
            .AddCheck<EventTargetHealthCheck>(EventTargetHealthCheck.Name, tags: [HealthEndpoints.ReadyTag]);
        return builder;
    }

    private static SettingsHolder CreateSettings(ConfigurationLoader loader)
    {
        var reading = loader.Load();
        return reading.Problems.Count > 0
            ? throw new InvalidConfigurationException(reading.Problems)
            : new SettingsHolder(SwitchboardSettings.From(reading.Options));
    }

    /// <summary>The host waits as long as letting the connections go may last, and as it did before for the rest.</summary>
    private static void AllowForDrain(HostOptions host, SwitchboardSettings settings)
        => host.ShutdownTimeout += settings.DrainTime + settings.DrainCloseTimeout + (settings.EventTargets.All.IsEmpty ? TimeSpan.Zero : settings.EventTargets.Outbox.DrainTime);

    private static SwitchboardBuilder AddEngine(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<SettingsHolder>();
            return new InMemoryStreamStore(provider.GetRequiredService<TimeProvider>(), () => new InMemoryStreamLimits(settings.Current.Limits.MemoryStreams, settings.Current.Limits.MemoryHistoryBytes));
        });
        services.TryAddSingleton<IStreamStore, StreamRouter>();
        services.TryAddSingleton<IPresenceStore, InMemoryPresenceStore>();
        services.TryAddSingleton<IBus, InMemoryBus>();
        services.TryAddSingleton<IRecordStore, InMemoryRecordStore>();
        services.TryAddSingleton<IAuditLog, NoAuditLog>();
        services.AddSingleton(provider => NodeIdentity.Create(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Clock>();
        services.AddSingleton<HubMetrics>();
        services.AddSingleton(static provider => new Supervisor(
            provider.GetRequiredService<HubMetrics>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Supervisor>>())
        {
            StopHost = () => provider.GetService<IHostApplicationLifetime>()?.StopApplication(),
        });
        services.AddSingleton<PrometheusExporter>();
        services.AddSingleton<MetricsEndpoint>();
        services.AddSingleton<OutboundCounters>();
        services.AddSingleton<ChannelRegistry>();
        services.AddSingleton<ConnectionRegistry>();
        services.AddSingleton<InstructionLog>();
        services.AddSingleton<LaggingSubscriptions>();
        services.AddSingleton(static provider =>
        {
            var settings = provider.GetRequiredService<SettingsHolder>();
            return new IdempotencyCache(provider.GetRequiredService<Clock>(), new MemoryBudget(() => settings.Current.Limits.MemoryKeyBytes));
        });
        services.AddSingleton<NodeBus>();
        services.AddSingleton<PublishPipeline>();
        services.AddSingleton<WholeMaps>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<StreamPins>();
        services.AddSingleton<PresenceMaps>();
        services.AddSingleton<PresenceManager>();
        services.AddSingleton<UserPlaces>();
        services.AddSingleton<SubscriptionManager>();
        services.AddSingleton<SkippedPublications>();
        services.AddSingleton<ServerSubscriber>();
        services.AddSingleton<RefreshApplier>();
        services.AddSingleton<ConnectionManager>();
        services.AddSingleton<ConnectionList>();
        services.AddSingleton<ConnectionSweeper>();
        services.AddSingleton<PositionChecker>();
        services.AddSingleton<CallMetrics>();
        services.AddSingleton<CallHandlers>();
        services.AddSingleton<HandlerRunner>();
        services.AddSingleton<CallRouter>();
        services.AddSingleton(static provider =>
        {
            var settings = provider.GetRequiredService<SettingsHolder>();
            return new InMemoryCallResultStore(
                provider.GetRequiredService<TimeProvider>(), () => (settings.Current.Calls.KeptResults, settings.Current.Calls.KeptResultBytes));
        });
        services.AddSingleton<IdempotentCalls>();
        services.AddSingleton<GrantEnforcer>();
        services.AddSingleton<SubscriptionTokens>();
        services.AddSingleton<AccessReceiver>();
        services.AddSingleton<InstructionExecutor>();
        services.AddHostedService<AccessLoop>();
        services.AddSingleton<BusReceiver>();
        services.AddHostedService<DurableNamespaces>();
        services.AddSchedules();
        services.AddBoards();
        services.AddJobs();
        services.AddOutbox();
        services.AddSingleton<MemoryMaintenance>();
        services.AddHostedService<HubLoop>();
        services.AddHostedService<Drain>();
        services.AddSingleton<TransactionalOutboxes>();
        services.AddSingleton<EventPublisher>();
        services.AddSingleton<EventSourceMetrics>();
        services.AddSingleton<EventSourceHost>();
        services.AddHostedService<EventSourceService>();
        return builder;
    }

    private static SwitchboardBuilder AddInbox(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton(static provider =>
        {
            var settings = provider.GetRequiredService<SettingsHolder>();
            return new InMemoryInboxStore(provider.GetRequiredService<TimeProvider>(), () => (settings.Current.Inbox.MemoryMessages, settings.Current.Inbox.MemoryBytes));
        });
        services.AddSingleton<InboxRouter>();
        services.AddSingleton<InboxWriter>();
        services.AddSingleton<InboxEvents>();
        services.AddSingleton<ReceiptSender>();
        services.AddSingleton<InboxRedelivery>();
        services.AddHostedService<InboxLoop>();
        return builder;
    }

    private static SwitchboardBuilder AddHooks(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<HookSet>();
        services.AddSingleton<HookDecisions>();
        services.AddSingleton<HookDispatcher>();
        services.AddSingleton<ConnectionEvents>();
        services.AddSingleton<ExpiryRenewer>();
        services.AddSingleton<ReceiptEvents>();
        services.AddWebhooks();

        // Behind the sender: what was registered later stops earlier, and the sender sends what the drain has waited for.
        services.AddHostedService<HookDrain>();
        return builder;
    }

    private static void AddWebhooks(this IServiceCollection services)
    {
        services.AddHttpClient(WebhookClient.ClientName)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            .RemoveAllLoggers();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<WebhookDelivery>();
        services.AddSingleton<WebhookEvents>();
        services.AddSingleton<ISwitchboardHooks, WebhookDecisions>();
        services.AddSingleton<ISwitchboardHooks, WebhookEvents>(static provider => provider.GetRequiredService<WebhookEvents>());
        services.AddHostedService<WebhookSender>();
    }

    private static SwitchboardBuilder AddCommands(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddTickets();
        services.AddSingleton<AccessWriter>();
        services.AddSingleton<AccessHandler>();
        services.AddSingleton<IAccessControl, AccessControl>();
        services.AddSingleton<KeyHandler>();
        services.AddSingleton<TokenVerifier>();
        services.AddSingleton<ConnectIdentification>();
        services.AddSingleton<ConnectHandler>();
        services.AddSingleton<SubscribePermission>();
        services.AddSingleton<ClientMessageHandler>();
        services.AddSingleton<SubscribeHandler>();
        services.AddSingleton<UnsubscribeHandler>();
        services.AddSingleton<PresenceHandler>();
        services.AddSingleton<HistoryHandler>();
        services.AddSingleton<CallHandler>();
        services.AddSingleton<ServeHandler>();
        services.AddSingleton<AnswerHandler>();
        services.AddSingleton<MessageRecipients>();
        services.AddSingleton<MessageHandler>();
        services.AddSingleton<InboxHandler>();
        services.AddSingleton<TokenChannels>();
        services.AddSingleton<RefreshHandler>();
        services.AddSingleton<SubRefreshHandler>();
        services.AddSingleton<CommandHandlers>();
        services.AddOperations();
        services.AddSingleton<BroadcastHandler>();
        services.AddSingleton<ChannelFinder>();
        services.AddSingleton<InstructionHandler>();
        services.AddSingleton<ISwitchboard, SwitchboardHub>();
        return builder;
    }

    private static void AddTickets(this IServiceCollection services)
    {
        services.AddSingleton(static provider =>
        {
            var settings = provider.GetRequiredService<SettingsHolder>();
            return new InMemoryTicketStore(provider.GetRequiredService<Clock>(), () => settings.Current.Tickets.MaxInMemory);
        });
        services.AddSingleton<TicketStores>();
        services.AddSingleton<TicketMetrics>();
        services.AddSingleton<TicketIssuer>();
        services.AddSingleton<IConnectVerifier, TicketVerifier>();
    }

    private static SwitchboardBuilder AddSecurity(this SwitchboardBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpClient(nameof(TokenKeyRing)).RemoveAllLoggers();
        services.AddSingleton<AccessRegistry>();
        services.AddSingleton<ApiKeyFinder>();
        services.AddSingleton<ChannelAuthorizer>();
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
        services.AddSingleton<FailedLogins>();
        services.AddSingleton<OriginPolicy>();
        services.AddSingleton<CrossOrigin>();
        services.AddSingleton<ConnectionLimiter>();
        services.AddSingleton<ForwardedHeaders>();
        services.AddSingleton<OwnHosts>();
        services.AddSingleton<RequestGuard>();
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
        builder.Services.AddSingleton<CallAcks>();
        builder.Services.AddSingleton<SocketIoHubContext>();
        builder.Services.AddSingleton(static provider => new SocketIoServer(
            provider.GetRequiredService<ChannelRegistry>(),
            provider.GetRequiredService<PublishPipeline>(),
            provider.GetRequiredService<Clock>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SocketIoServer>>()));
        builder.Services.AddSingleton<EngineIoSweeper>();
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<EngineIoSweeper>());
        return builder;
    }
}
