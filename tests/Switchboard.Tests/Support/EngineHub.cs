using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Channels;
using Switchboard.Commands;
using Switchboard.Commands.Connect;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Hosting;
using Switchboard.Lifecycle;
using Switchboard.Outbound;
using Switchboard.Subscriptions;
using Switchboard.Tests.Configuration;
using Xunit;

namespace Switchboard.Tests.Support;

/// <summary>A hub's engine with its real parts, no web server, and a clock that stands still.</summary>
internal sealed class EngineHub : IAsyncDisposable
{
    /// <summary>Namespaces for everything that tests need.</summary>
    public const string Namespaces = """
        "default": { "allowSubscribe": ["user"], "allowPublish": ["user"] },
        "kept": { "historySize": 10, "allowSubscribe": ["user"], "allowPublish": ["user"], "allowHistory": ["user"], "allowTagFilter": true },
        "seen": { "presence": true, "joinLeave": true, "allowSubscribe": ["user"], "allowPresence": ["user"] },
        "cached": { "historySize": 1, "recovery": "cache", "allowSubscribe": ["user"] },
        "closed": { }
        """;

    private readonly ServiceProvider _services;

    private EngineHub(ServiceProvider services, FakeTimeProvider time)
    {
        _services = services;
        Time = time;
    }

    public FakeTimeProvider Time { get; }

    public SubscriptionManager SubscriptionManager => Get<SubscriptionManager>();

    public ChannelRegistry Channels => Get<ChannelRegistry>();

    public CommandHandlers Commands => Get<CommandHandlers>();

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static EngineHub Create(string more = "", Action<IServiceCollection>? configure = null, string namespaces = Namespaces, FakeTimeProvider? time = null)
    {
        time ??= new FakeTimeProvider();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(time);
        configure?.Invoke(services);
        services.AddSwitchboard(ConfigurationOf.Json($$"""{ "namespaces": { {{namespaces}} }{{(more.Length > 0 ? ", " : "")}}{{more}} }"""));
        return new EngineHub(services.BuildServiceProvider(), time);
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public NamespaceSettings Space(string channel)
        => Get<SettingsHolder>().Current.Namespaces.TryResolve(channel, out var space) ? space : throw new InvalidOperationException(channel);

    /// <summary>A connection of the user, let in past the handlers; what it is sent is in the sink.</summary>
    public (Connection Connection, StallingSink Sink) Connect(string user = "42", StallingSink? sink = null)
    {
        sink ??= new StallingSink();
        return (Connect(sink, user), sink);
    }

    /// <inheritdoc cref="Connect(string, StallingSink?)"/>
    public Connection Connect(IOutboundSink sink, string user = "42")
    {
        var connection = Open(sink);
        var kind = user.Length == 0 ? PrincipalKind.Anonymous : PrincipalKind.User;
        connection.Authenticate(new Principal { Kind = kind, UserId = user }, "test", Time.GetUtcNow());
        Get<ConnectionRegistry>().TryIndexUser(connection, 0);
        Get<ConnectionManager>().Activate(connection, new ConnectResult(default, default, []));
        return connection;
    }

    /// <summary>A connection that nobody has been let in on.</summary>
    public (Connection Connection, StallingSink Sink) Open()
    {
        var sink = new StallingSink();
        return (Open(sink), sink);
    }

    private Connection Open(IOutboundSink sink)
    {
        var connection = Get<ConnectionManager>().Open(new TransportInfo("websocket", "json", "127.0.0.1"), TextFormat.Instance, "", answersPings: true);
        connection.Outbound.Start(sink);
        return connection;
    }

    public SubscriptionRequest Order(string channel) => new(channel, Space(channel));

    public async Task<SubscribeResult> BeginAsync(Connection connection, SubscriptionRequest order)
    {
        var outcome = await SubscriptionManager.BeginAsync(connection, order, Cancelled);
        Assert.True(outcome.IsSuccess, $"{outcome.Error} {outcome.Close}");
        return outcome.Value!;
    }

    public Task<Subscription> SubscribeAsync(Connection connection, string channel) => SubscribeAsync(connection, Order(channel));

    public async Task<Subscription> SubscribeAsync(Connection connection, SubscriptionRequest order)
    {
        var result = await BeginAsync(connection, order);
        SubscriptionManager.GoLive(result);
        return result.Subscription;
    }

    public async Task<Position> PublishAsync(string channel, string json, Func<PublicationRequest, PublicationRequest>? change = null)
    {
        var order = new PublicationRequest(channel, Space(channel), Encoding.UTF8.GetBytes(json));
        var outcome = await Get<PublishPipeline>().PublishAsync(change?.Invoke(order) ?? order, Cancelled);
        Assert.True(outcome.IsSuccess, $"{outcome.Error}");
        return outcome.Value;
    }

    /// <summary>Ends the subscriptions that fan-out found behind so far, as the hub's loop does.</summary>
    public async Task EndLaggingAsync()
    {
        while (Get<LaggingSubscriptions>().Reader.TryRead(out var behind))
        {
            await SubscriptionManager.EndLaggingAsync(behind, Cancelled);
        }
    }

    /// <summary>Does what the hub's loop does four times a second.</summary>
    public Task SweepAsync()
    {
        var sweeper = Get<ConnectionSweeper>();
        sweeper.Sweep();
        return sweeper.RenewPresenceAsync(Cancelled);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
