namespace Switchboard.Configuration;

/// <summary>Everything that can be configured. The file <c>switchboard.json</c> is this section.</summary>
/// <remarks>docs/configuration.md lists every option; switchboard.schema.json describes the file to editors.</remarks>
public sealed class SwitchboardOptions
{
    /// <summary>The configuration section that an embedding application uses.</summary>
    public const string SectionName = "Switchboard";

    /// <summary>The namespaces by name. <c>default</c> is the one of channels without a colon, and of those that begin with <c>#</c>: a user id may have colons. None exists unless named here.</summary>
    public Dictionary<string, NamespaceOptions> Namespaces { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What holds for the names of channels in all namespaces.</summary>
    public ChannelOptions Channels { get; set; } = new();

    /// <summary>Who may connect, and how connections are kept alive.</summary>
    public ConnectionOptions Connections { get; set; } = new();

    /// <summary>How tokens of connections and subscriptions are checked.</summary>
    public TokenOptions Tokens { get; set; } = new();

    /// <summary>One-time connection tickets.</summary>
    public TicketingOptions Tickets { get; set; } = new();

    /// <summary>Redis, where something is kept in it.</summary>
    public RedisOptions Redis { get; set; } = new();

    /// <summary>RabbitMQ, where the hub is connected to it.</summary>
    public RabbitMqOptions RabbitMq { get; set; } = new();

    /// <summary>Sources of events: what feeds channels and inboxes from outside. Needs a restart.</summary>
    public List<EventSourceOptions> EventSources { get; set; } = [];

    /// <summary>Outbox tables in applications' databases, whose rows are published once they are committed. Needs a restart.</summary>
    public List<TransactionalOutboxOptions> Outboxes { get; set; } = [];

    /// <summary>Where publications and events of hooks are sent to, beside the hub's own clients. Needs a restart.</summary>
    public List<EventTargetOptions> EventTargets { get; set; } = [];

    /// <summary>What keeps events until they have been sent to their targets.</summary>
    public OutboxOptions Outbox { get; set; } = new();

    /// <summary>Where it is kept who may do what.</summary>
    public SecurityOptions Security { get; set; } = new();

    /// <summary>The audit: who did what, in a chain that shows what was changed or removed afterwards.</summary>
    public AuditOptions Audit { get; set; } = new();

    /// <summary>Devices: machines that connect with a key of their own.</summary>
    public DeviceOptions Devices { get; set; } = new();

    /// <summary>Accounts of people.</summary>
    public AccountOptions Accounts { get; set; } = new();

    /// <summary>The HTTP API.</summary>
    public ApiOptions Api { get; set; } = new();

    /// <summary>What is refused so that one client, or many, cannot harm the rest.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>The channel that each user's connections are subscribed to by the server.</summary>
    public InboxOptions Inbox { get; set; } = new();

    /// <summary>How calls behave in all namespaces.</summary>
    public CallingOptions Calls { get; set; } = new();

    /// <summary>How publishing behaves in all namespaces.</summary>
    public PublishingOptions Publishing { get; set; } = new();

    /// <summary>What is published and sent at a later time.</summary>
    public SchedulingOptions Schedules { get; set; } = new();

    /// <summary>Calls that outlive their connections.</summary>
    public JobbingOptions Jobs { get; set; } = new();

    /// <summary>Where the stand-alone server keeps what is durable.</summary>
    public StorageOptions Storage { get; set; } = new();

    /// <summary>How the application's hooks are called.</summary>
    public HookOptions Hooks { get; set; } = new();

    /// <summary>The hub's Socket.IO endpoint.</summary>
    public SocketIoWireOptions SocketIo { get; set; } = new();

    /// <summary>How the server stops.</summary>
    public ShutdownOptions Shutdown { get; set; } = new();

    /// <summary>Who may read <c>/metrics</c>.</summary>
    public MetricsOptions Metrics { get; set; } = new();

    /// <summary>TLS in the stand-alone server.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>Where the stand-alone server sends traces and metrics.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>How the stand-alone server reads its WebSockets.</summary>
    public ListenerOptions Listener { get; set; } = new();

    /// <summary>Whether the stand-alone server shows, at <c>/</c>, a page that follows a channel and publishes into it with what anonymous connections may do. Needs a restart.</summary>
    public bool WelcomePage { get; set; }
}
