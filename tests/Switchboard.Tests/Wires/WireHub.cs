using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Hosting;
using Switchboard.Specs;
using Switchboard.Tests.Hooks;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Security;
using Switchboard.Tests.Wires.Clients;
using Xunit;

namespace Switchboard.Tests.Wires;

/// <summary>A hub whose time is the test's, its observing hooks, and its clients on the wire under test and beside it.</summary>
internal sealed class WireHub : IAsyncDisposable
{
    private const string Everybody = "service,user,anonymous";

    private static readonly string[] _options =
    [
        "Namespaces:room:HistorySize=100", "Namespaces:room:Presence=true", "Namespaces:room:JoinLeave=true",
        $"Namespaces:room:AllowSubscribe={Everybody}", $"Namespaces:room:AllowPublish={Everybody}",
        $"Namespaces:room:AllowHistory={Everybody}", $"Namespaces:room:AllowPresence={Everybody}",
        $"Namespaces:work:AllowCall={Everybody}", $"Namespaces:work:AllowServe={Everybody}",
        "Namespaces:hooked:HistorySize=0", "Namespaces:hooked:AllowSubscribe=hook", "Namespaces:hooked:AllowPublish=hook", "Namespaces:hooked:AllowCall=hook",
        "Namespaces:map:Type=map", $"Namespaces:map:AllowSubscribe={Everybody}", $"Namespaces:map:AllowPublish={Everybody}", $"Namespaces:map:AllowHistory={Everybody}",
        "Namespaces:grow:Mutable=true", "Namespaces:grow:HistorySize=100", "Namespaces:grow:MutableBytes=1000",
        $"Namespaces:grow:AllowSubscribe={Everybody}", $"Namespaces:grow:AllowPublish={Everybody}", $"Namespaces:grow:AllowHistory={Everybody}",
        "Namespaces:default:AllowSend=service,user",
        "SocketIo:PingIntervalMilliseconds=25000", "SocketIo:PingTimeoutMilliseconds=8000", "SocketIo:ConnectTimeoutMilliseconds=10000",
        "Connections:ExpiryGraceSeconds=5",
    ];

    private readonly HubServer _server;
    private readonly List<WireConnection> _connections = [];
    private readonly Lock _clock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _ticking;

    private WireHub(WireKind wire, HubServer server, WireHubSetup setup)
    {
        (Wire, _server, Time, Seen) = (wire, server, setup.Time, setup.Seen);
        _ticking = setup.IsDirect ? TickAsync() : Task.CompletedTask;
    }

    public WireKind Wire { get; }

    public FakeTimeProvider Time { get; }

    /// <summary>What observing hooks have seen.</summary>
    public Observations Seen { get; }

    public IAccessControl Access => _server.Get<IAccessControl>();

    public ISwitchboard Api => _server.Get<ISwitchboard>();

    public static async Task<WireHub> StartAsync(WireKind wire, WireHubSetup setup)
    {
        // The case's options go before those of all.
        string[] options = [.. setup.Options.Concat(_options).DistinctBy(static option => option[..option.IndexOf('=', StringComparison.Ordinal)], StringComparer.Ordinal)];
        var direct = setup with { IsDirect = wire is WireKind.DirectWebSocketJson or WireKind.DirectSocketIo5 };
        var server = await HubServer.StartAsync(setup.Time, direct.Configure, options);
        return new WireHub(wire, server, direct);
    }

    /// <summary>A client on the wire under test, not yet connected.</summary>
    public WireConnection Create() => Create(Wire);

    private WireConnection Create(WireKind wire)
    {
        var connection = WireConnections.Create(wire, _server.Port, Patience.Limit);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>A client of a user on the wire under test.</summary>
    /// <param name="user">The user; empty for none.</param>
    /// <param name="claims">More claims of its token, as <c>"channels":["a"]</c>.</param>
    /// <param name="fields">More fields of its connect request.</param>
    public Task<WireConnection> ConnectAsync(string user, string claims = "", string fields = "") => ConnectAsync(Wire, user, claims, fields);

    /// <summary>A client on the wire under test, and what it was answered when it connected.</summary>
    /// <param name="token">Its token; empty for none.</param>
    /// <param name="fields">More fields of its connect request.</param>
    public Task<(WireConnection Connection, WireAnswer Answer)> TryConnectAsync(string token = "", string fields = "") => TryConnectAsync(Wire, token, fields);

    /// <summary>A client of a user on the plainest wire: who sees what the wire under test causes.</summary>
    public Task<WireConnection> BystanderAsync(string user, string claims = "") => ConnectAsync(WireKind.WebSocketJson, user, claims, "");

    public static string Token(string user, string claims = "") => TokenFactory.Create($$"""{"sub":"{{user}}"{{(claims.Length > 0 ? "," : "")}}{{claims}}}""");

    public Task<Position> PublishAsync(string channel, string json) => Api.PublishAsync(channel, Bytes(json), cancellationToken: Cancelled).AsTask();

    public Task<string> SendAsync(string user, string json) => Api.SendAsync(user, Bytes(json), cancellationToken: Cancelled).AsTask();

    /// <summary>When something is, seconds from now, as tokens have it.</summary>
    public long In(int seconds) => Time.GetUtcNow().ToUnixTimeSeconds() + seconds;

    /// <summary>Waits until nobody is in a channel.</summary>
    public Task EmptyAsync(string channel) => CountAsync(channel, 0);

    /// <summary>Waits until so many connections are in a channel.</summary>
    public Task CountAsync(string channel, int clients)
        => UntilAsync(async () => (await Api.PresenceStatsAsync(channel, Cancelled)).Clients == clients, $"{clients} connections are in {channel}");

    /// <summary>Looks again and again until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < Patience.Limit, $"It did not come to be that {what}.");
            await Task.Delay(5, Cancelled);
        }
    }

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_clock)
        {
            Time.Advance(by);
        }
    }

    /// <summary>Lets time pass until a task is done.</summary>
    public Task<T> PassUntilAsync<T>(Task<T> task) => PassUntilAsync(task, TimeSpan.FromMilliseconds(500));

    /// <summary>The end of the next connection that ends; what observers saw before it is passed over.</summary>
    public async Task<DisconnectedEvent> GoneAsync()
    {
        while (true)
        {
            if (await Seen.NextAsync<HookEvent>().WaitAsync(Patience.Limit, Cancelled) is DisconnectedEvent gone)
            {
                return gone;
            }
        }
    }

    public Task StopAsync() => _server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }

        await _stopping.CancelAsync();
        await _ticking;
        _stopping.Dispose();
        await _server.DisposeAsync();
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private async Task<T> PassUntilAsync<T>(Task<T> task, TimeSpan step)
    {
        await Eventually.TrueAsync(
            () =>
            {
                if (!task.IsCompleted)
                {
                    Advance(step);
                }

                return task.IsCompleted;
            },
            Cancelled);
        return await task;
    }

    // The hub's own listener holds replies back for a moment of its time: it goes on, slowly.
    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                Advance(TimeSpan.FromMilliseconds(0.1));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task<WireConnection> ConnectAsync(WireKind wire, string user, string claims, string fields)
    {
        var (connection, answer) = await TryConnectAsync(wire, user.Length > 0 ? Token(user, claims) : "", fields);
        Assert.True(answer is { Code: 0, IsClosed: false }, $"{user} was answered {answer}.");
        return connection;
    }

    private async Task<(WireConnection Connection, WireAnswer Answer)> TryConnectAsync(WireKind wire, string token, string fields)
    {
        var connection = Create(wire);
        var answer = connection.ConnectAsync(token, fields);

        // The server waits for a moment of its own time before it greets these.
        return (connection, wire == WireKind.SocketIo4WebSocket ? await PassUntilAsync(answer, TimeSpan.FromMilliseconds(1)) : await answer);
    }
}

/// <summary>What a case wants of its hub.</summary>
internal sealed record WireHubSetup
{
    public string[] Options { get; init; } = [];

    public Decisions? Decisions { get; init; }

    /// <summary>Whether the streams of that store cannot be read or written, and it says that trying again does not help.</summary>
    public bool AreStreamsDamaged { get; init; }

    /// <summary>Whether inboxes are kept by a store that counts as durable.</summary>
    public bool HasDurableInbox { get; init; }

    /// <summary>How many times a durable inbox cannot be read at first.</summary>
    public int InboxFailures { get; init; }

    /// <summary>What is told of what happens, for auditors.</summary>
    public IAuditLog? Audit { get; init; }

    /// <summary>A channel that nobody can be present in, for the store fails.</summary>
    public string? BrokenChannel { get; init; }

    public FakeTimeProvider Time { get; } = new();

    public Observations Seen { get; } = new();

    /// <summary>Whether the hub's own listener stands before the web server.</summary>
    public bool IsDirect { get; init; }

    public void Configure(ISwitchboardBuilder builder)
    {
        if (IsDirect)
        {
            builder.Services.AddDirectListener(new ListenerOptions { EventLoops = 2 });
        }

        builder.AddHooks(Seen);
        if (Decisions is not null)
        {
            builder.AddHooks(Decisions);
        }

        if (HasDurableInbox)
        {
            builder.Services.AddSingleton<IDurableStreamStore>(new DurableStreams(Time, AreStreamsDamaged)).AddSingleton<IDurableInboxStore>(new DurableInbox(Time, InboxFailures));
        }

        if (Audit is not null)
        {
            builder.Services.AddSingleton(Audit);
        }

        if (BrokenChannel is not null)
        {
            builder.Services.AddSingleton<IPresenceStore>(new BrokenPresence(Time, BrokenChannel));
        }
    }
}
