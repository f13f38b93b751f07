using System.Collections.Immutable;
using System.Net;
using Switchboard.Configuration.Rules;

namespace Switchboard.Configuration;

/// <summary>Everything that can be configured, resolved from valid <see cref="SwitchboardOptions"/> and frozen. Read through <see cref="SettingsHolder"/>.</summary>
internal sealed record SwitchboardSettings
{
    /// <summary>The namespaces.</summary>
    public required NamespaceTable Namespaces { get; init; }

    /// <inheritdoc cref="ConnectionOptions.AllowAnonymous"/>
    public required bool AllowAnonymous { get; init; }

    /// <inheritdoc cref="ConnectionOptions.ApplicationUsers"/>
    public required bool ApplicationUsers { get; init; }

    /// <inheritdoc cref="ConnectionOptions.ApplicationUserClaim"/>
    public required string ApplicationUserClaim { get; init; }

    /// <inheritdoc cref="ConnectionOptions.AllowedOrigins"/>
    public required ImmutableArray<string> AllowedOrigins { get; init; }

    /// <inheritdoc cref="ConnectionOptions.AllowedHosts"/>
    public required ImmutableArray<string> AllowedHosts { get; init; }

    /// <inheritdoc cref="ConnectionOptions.TrustedProxies"/>
    public required ImmutableArray<IPNetwork> TrustedProxies { get; init; }

    /// <summary>The time between the server's pings.</summary>
    public required TimeSpan PingInterval { get; init; }

    /// <summary>The time in which a ping must be answered; less than <see cref="PingInterval"/>.</summary>
    public required TimeSpan PongTimeout { get; init; }

    /// <summary>How long an expired connection or subscription may still bring a new token.</summary>
    public required TimeSpan ExpiryGrace { get; init; }

    /// <summary>The time between comparisons of what subscribers have seen with their streams. Zero compares never.</summary>
    public required TimeSpan PositionCheckInterval { get; init; }

    /// <summary>The time after which a presence entry that its node no longer renews is gone.</summary>
    public required TimeSpan PresenceAge { get; init; }

    /// <summary>How long a closing connection has to take what is left and to answer.</summary>
    public required TimeSpan CloseTimeout { get; init; }

    /// <inheritdoc cref="ConnectionOptions.Compression"/>
    public required bool Compression { get; init; }

    /// <inheritdoc cref="ConnectionOptions.CompressionMinBytes"/>
    public required int CompressionMinBytes { get; init; }

    /// <summary>The time over which connections are told to go elsewhere when the server stops.</summary>
    public required TimeSpan DrainTime { get; init; }

    /// <summary>The time that connections have to end when the server stops, once all are told.</summary>
    public required TimeSpan DrainCloseTimeout { get; init; }

    /// <inheritdoc cref="MetricsOptions.AllowRemote"/>
    public required bool AllowRemoteMetrics { get; init; }

    /// <summary>The limits.</summary>
    public required LimitSettings Limits { get; init; }

    /// <summary>The users' inboxes.</summary>
    public required InboxSettings Inbox { get; init; }

    /// <summary>How calls behave in all namespaces.</summary>
    public required CallSettings Calls { get; init; }

    /// <summary>How publishing behaves in all namespaces.</summary>
    public required PublishingSettings Publishing { get; init; }

    /// <summary>What is published and sent at a later time.</summary>
    public required SchedulingSettings Schedules { get; init; }

    /// <summary>Calls that outlive their connections.</summary>
    public required JobSettings Jobs { get; init; }

    /// <summary>Where events are sent to, and what keeps them until then.</summary>
    public required EventTargetTable EventTargets { get; init; }

    /// <summary>How hooks are called.</summary>
    public required HookSettings Hooks { get; init; }

    /// <summary>The hub's Socket.IO endpoint. Nobody changes it after the settings are made.</summary>
    public required SocketIoWireOptions SocketIo { get; init; }

    /// <summary>The HTTP API.</summary>
    public required ApiSettings Api { get; init; }

    /// <summary>How tokens are checked. Nobody changes it after the settings are made.</summary>
    public required TokenOptions Tokens { get; init; }

    /// <summary>One-time connection tickets.</summary>
    public required TicketingSettings Tickets { get; init; }

    /// <summary>Where it is kept who may do what.</summary>
    public required SecuritySettings Security { get; init; }

    /// <summary>The certificates of the stand-alone server. Nobody changes it after the settings are made.</summary>
    public required TlsOptions Tls { get; init; }

    /// <summary>The audit. Nobody changes it after the settings are made.</summary>
    public required AuditOptions Audit { get; init; }

    /// <summary>Devices. Nobody changes it after the settings are made.</summary>
    public required DeviceOptions Devices { get; init; }

    /// <summary>Accounts of people. Nobody changes it after the settings are made.</summary>
    public required AccountOptions Accounts { get; init; }

    /// <summary>Sources of events. Nobody changes them after the settings are made.</summary>
    public required ImmutableArray<EventSourceOptions> EventSources { get; init; }

    /// <summary>The transactional outboxes. They stay as they are while the hub runs.</summary>
    public required ImmutableArray<TransactionalOutboxOptions> Outboxes { get; init; }

    /// <summary>Resolves the options.</summary>
    public static SwitchboardSettings From(SwitchboardOptions options) => new()
    {
        Namespaces = new NamespaceTable(
            options.Namespaces.Select(entry => Resolve(options, entry.Key, entry.Value)), options.Channels.PrivatePrefix),
        AllowAnonymous = options.Connections.AllowAnonymous,
        ApplicationUsers = options.Connections.ApplicationUsers,
        ApplicationUserClaim = options.Connections.ApplicationUserClaim,
        AllowedOrigins = [.. options.Connections.AllowedOrigins],
        AllowedHosts = [.. options.Connections.AllowedHosts],
        TrustedProxies = [.. options.Connections.TrustedProxies.Select(Networks.Parse).OfType<IPNetwork>()],
        PingInterval = TimeSpan.FromSeconds(options.Connections.PingIntervalSeconds),
        PongTimeout = TimeSpan.FromSeconds(options.Connections.PongTimeoutSeconds),
        ExpiryGrace = TimeSpan.FromSeconds(options.Connections.ExpiryGraceSeconds),
        PositionCheckInterval = TimeSpan.FromSeconds(options.Connections.PositionCheckIntervalSeconds),
        PresenceAge = TimeSpan.FromSeconds(options.Connections.PresenceAgeSeconds),
        CloseTimeout = TimeSpan.FromSeconds(options.Connections.CloseTimeoutSeconds),
        Compression = options.Connections.Compression,
        CompressionMinBytes = options.Connections.CompressionMinBytes,
        DrainTime = TimeSpan.FromSeconds(options.Shutdown.DrainSeconds),
        DrainCloseTimeout = TimeSpan.FromSeconds(options.Shutdown.CloseTimeoutSeconds),
        AllowRemoteMetrics = options.Metrics.AllowRemote,
        Limits = LimitSettings.From(options.Limits),
        Inbox = InboxSettings.From(options.Inbox),
        Calls = CallSettings.From(options.Calls),
        Publishing = new PublishingSettings(
            TimeSpan.FromSeconds(options.Publishing.IdempotencyWindowSeconds),
            options.Publishing.MaxIdempotencyKeyBytes,
            options.Publishing.MaxTags,
            options.Publishing.MaxTagBytes,
            options.Publishing.MaxMapKeyBytes),
        Schedules = SchedulingSettings.From(options.Schedules),
        Jobs = JobSettings.From(options.Jobs),
        EventTargets = EventTargetTable.From(options),
        Hooks = HookSettings.From(options.Hooks),
        Api = new ApiSettings([.. options.Api.Keys.Select(ApiKeySettings.From)], options.Api.MaxBodyBytes, options.Api.MaxReplyBytes, options.Api.MaxBatchSize),
        SocketIo = options.SocketIo,
        Tokens = options.Tokens,
        Security = SecuritySettings.From(options.Security),
        Tickets = TicketingSettings.From(options.Tickets),
        Tls = options.Tls,
        Audit = options.Audit,
        Devices = options.Devices,
        Accounts = options.Accounts,
        EventSources = [.. options.EventSources],
        Outboxes = [.. options.Outboxes],
    };

    private static NamespaceSettings Resolve(SwitchboardOptions options, string name, NamespaceOptions space) => NamespaceSettings.From(name, space) with
    {
        PrivatePrefix = options.Channels.PrivatePrefix,
        IsOfDevices = options.Devices is { Enabled: true, Subscribe: true } && name == IdentityRules.DeviceNamespace,
    };
}
