using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Switchboard.Extensibility;
using Switchboard.Hooks;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Hooks;

/// <summary>How the application's hooks are made: when, with which services, and what is said where they cannot be.</summary>
public sealed class HookRegistrationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hooks_ThatTakeTheHub_PublishWithIt()
    {
        await using var hub = await StartInTimeAsync(builder => builder.AddHooks<Greeter>());
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"news"}""");

        await using var second = await WireClient.ConnectAsync(hub);

        Assert.Equal("somebody comes", (string)(await client.PushAsync())["pub"]!["data"]!);
    }

    [Fact]
    public async Task Hooks_OfServicesThatTakeTheHub_AreMade()
    {
        await using var hub = await StartInTimeAsync(builder =>
        {
            builder.Services.AddSingleton<Announcer>();
            builder.AddHooks<Indirect>();
        });

        await using var client = await WireClient.ConnectAsync(hub);

        Assert.True(hub.Get<Indirect>().WasAsked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hooks_OfAScope_HaveTheirServicesForOneEvent(bool isRegisteredBefore)
    {
        var log = new ScopeLog();
        await using var hub = await StartInTimeAsync(builder =>
        {
            builder.Services.AddSingleton(log).AddScoped<Database>();
            if (isRegisteredBefore)
            {
                builder.Services.AddScoped<ScopedHooks>();
                builder.AddHooks<ScopedHooks>();
            }
            else
            {
                builder.AddHooks<ScopedHooks>(ServiceLifetime.Scoped);
            }
        });

        log.Clear();
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("publish", """{"channel":"news","data":1}""");

        await Eventually.TrueAsync(() => log.Disposed.Count == 2, Cancelled);
        Assert.Equal(["connecting", "publishing"], log.Events, StringComparer.Ordinal);
        Assert.Equal(log.Made, log.Disposed);
        Assert.Equal(2, log.Made.Distinct().Count());
    }

    [Fact]
    public async Task Hooks_OfAScopeWithoutAWord_AreNotMade()
    {
        var log = new ScopeLog();
        await using var hub = await StartInTimeAsync(builder =>
        {
            builder.Services.AddSingleton(log).AddScoped<Database>();
            builder.AddHooks<ScopedHooks>(ServiceLifetime.Scoped).AddHooks<BothHooks>();
        });
        await using var client = await WireClient.ConnectAsync(hub);
        log.Clear();

        await client.ResultAsync("subscribe", """{"channel":"news"}""");

        Assert.Empty(log.Made);
        Assert.Equal(1, hub.Get<BothHooks>().Connecting);
    }

    [Fact]
    public async Task Hooks_OfEveryLifetime_AreAskedInTheirOrder()
    {
        var order = new ConcurrentQueue<string>();
        await using var hub = await StartInTimeAsync(builder =>
        {
            builder.Services.AddSingleton(order);
            builder
                .AddHooks(Decisions.OnConnecting(_ => order.Enqueue("instance")))
                .AddHooks<Ordered<int>>(ServiceLifetime.Transient)
                .AddHooks<Ordered<string>>()
                .AddHooks<Ordered<long>>(ServiceLifetime.Scoped);
        });

        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(["instance", "Int32", "String", "Int64"], order, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Hooks_OfAnOpenGenericOfAScope_LiveAsItSays()
    {
        var log = new ScopeLog();
        await using var hub = await StartInTimeAsync(builder =>
        {
            builder.Services.AddSingleton(log).AddScoped<Database>().AddScoped(typeof(GenericHooks<>));
            builder.AddHooks<GenericHooks<int>>();
        });
        log.Clear();

        await using var client = await WireClient.ConnectAsync(hub);

        await Eventually.TrueAsync(() => log.Disposed.Count == 1, Cancelled);
    }

    [Fact]
    public async Task Hooks_Options_AreThoseOfTheApplication()
    {
        await using var hub = await StartInTimeAsync(builder =>
        {
            builder.Services.Configure<Rules>(static rules => rules.Closed = true);
            builder.AddHooks<Strict>().AddHooks<StrictOfAScope>(ServiceLifetime.Scoped);
        });
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(103, await client.ErrorAsync("connect", "{}"));
    }

    [Fact]
    public async Task Hooks_ThatTakeEachOther_AreAnErrorThatNamesThem()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => StartInTimeAsync(builder => builder.AddHooks<Chicken>().AddHooks<Egg>()));

        Assert.Contains(nameof(Chicken), problem.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(Egg), problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hooks_ThatPublishInTheirConstructor_AreAnErrorThatNamesThem()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => StartInTimeAsync(builder => builder.AddHooks<Impatient>()));

        Assert.Contains(nameof(Impatient), problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Webhook", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stores_ThatTakeTheHub_AreAnErrorThatNamesThem()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartInTimeAsync(static builder => builder.Services.AddSingleton<IDurableCallResultStore, Circular>()));

        Assert.Contains(nameof(Circular), problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hooks_ThatWouldKeepAServicePastItsScope_AreAnErrorThatSaysHowToAddThem()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => StartInTimeAsync(static builder =>
        {
            builder.Services.AddSingleton<ScopeLog>().AddScoped<Database>();
            builder.AddHooks<ScopedHooks>();
        }));

        Assert.Contains("AddHooks<ScopedHooks>(ServiceLifetime.Scoped)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hooks_WithoutAServiceThatTheyTake_AreAnErrorAtStart()
    {
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => StartInTimeAsync(builder => builder.AddHooks<Indirect>()));

        Assert.Contains(nameof(Announcer), problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hooks_OfAScopeThatCannotBeMadeLater_AreAnInternalErrorInTheLog()
    {
        var log = new ScopeLog();
        var logger = new RecordingLogger<HookDecisions>();
        await using var hub = await StartInTimeAsync(builder =>
        {
            builder.Services.AddSingleton(log).AddScoped<Database>().AddSingleton<ILogger<HookDecisions>>(logger);
            builder.AddHooks<ScopedHooks>(ServiceLifetime.Scoped);
        });
        log.IsAway = true;
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(100, await client.ErrorAsync("connect", "{}"));
        Assert.Contains(nameof(ScopedHooks), Assert.Single(logger.Entries).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hooks_OfAScopeThatAreLeftBehind_KeepTheirServicesUntilTheyAreThrough()
    {
        var log = new ScopeLog { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        await using var hub = await StartInTimeAsync(
            builder =>
            {
                builder.Services.AddSingleton(log).AddScoped<Database>();
                builder.AddHooks<ScopedHooks>(ServiceLifetime.Scoped);
            },
            "Hooks:DecisionTimeoutMilliseconds=10");
        log.Clear();
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(100, await client.ErrorAsync("connect", "{}"));
        Assert.Empty(log.Disposed);
        log.Gate.SetResult();

        await Eventually.TrueAsync(() => log.Disposed.Count == 1, Cancelled);
    }

    // The host's own start: what cannot start hangs here, or throws.
    private static async Task<HubServer> StartInTimeAsync(Action<ISwitchboardBuilder> configure, params string[] options)
    {
        var starting = Task.Run(() => HubServer.StartAsync(configure, options), Cancelled);
        await starting.InTime();
        return await starting;
    }

    private sealed class Greeter(ISwitchboard hub) : IDecidingHooks
    {
        public async ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
            => await hub.PublishAsync("news", "\"somebody comes\""u8.ToArray(), cancellationToken: cancellationToken);
    }

    private sealed class Announcer(ISwitchboard hub)
    {
        public ISwitchboard Hub => hub;
    }

    private sealed class Indirect(Announcer announcer) : IDecidingHooks
    {
        public bool WasAsked { get; private set; }

        public ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
        {
            WasAsked = announcer.Hub is not null;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ScopeLog
    {
        public ConcurrentQueue<Database> Made { get; } = new();

        public ConcurrentQueue<Database> Disposed { get; } = new();

        public ConcurrentQueue<string> Events { get; } = new();

        public TaskCompletionSource? Gate { get; init; }

        public bool IsAway { get; set; }

        public void Clear()
        {
            Made.Clear();
            Disposed.Clear();
            Events.Clear();
        }
    }

    private sealed class Database : IAsyncDisposable
    {
        private readonly ScopeLog _log;

        public Database(ScopeLog log)
        {
            if (log.IsAway)
            {
                throw new InvalidOperationException("The database is away.");
            }

            _log = log;
            _log.Made.Enqueue(this);
        }

        public ScopeLog Log => _log;

        public ValueTask DisposeAsync()
        {
            _log.Disposed.Enqueue(this);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class ScopedHooks(Database database) : IDecidingHooks
    {
        public async ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
        {
            database.Log.Events.Enqueue("connecting");
            await (database.Log.Gate?.Task ?? Task.CompletedTask);
        }

        public ValueTask OnPublishingAsync(PublishingContext context, CancellationToken cancellationToken)
        {
            database.Log.Events.Enqueue("publishing");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class GenericHooks<T>(Database database) : IDecidingHooks
    {
        public ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
        {
            database.Log.Events.Enqueue(typeof(T).Name);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Ordered<T>(ConcurrentQueue<string> order) : IDecidingHooks
    {
        public ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
        {
            order.Enqueue(typeof(T).Name);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Rules
    {
        public bool Closed { get; set; }
    }

    private sealed class Strict(IOptions<Rules> rules) : IDecidingHooks
    {
        public ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
        {
            Assert.True(rules.Value.Closed);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class StrictOfAScope(IOptionsSnapshot<Rules> rules) : IDecidingHooks
    {
        public ValueTask OnConnectingAsync(ConnectingContext context, CancellationToken cancellationToken)
        {
            if (rules.Value.Closed)
            {
                context.Deny();
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class Chicken(Egg egg) : IDecidingHooks
    {
        public Egg Egg => egg;
    }

    private sealed class Egg(Chicken chicken) : IObservingHooks
    {
        public Chicken Chicken => chicken;
    }

    private sealed class Circular(ISwitchboard hub) : IDurableCallResultStore
    {
        public ISwitchboard Hub => hub;

        public ValueTask<CallResult?> BeginAsync(string key, TimeSpan rememberFor, CancellationToken cancellationToken) => default;

        public ValueTask EndAsync(string key, CallResult result, TimeSpan rememberFor, CancellationToken cancellationToken) => default;

        public ValueTask ForgetAsync(string key, CancellationToken cancellationToken) => default;
    }

    private sealed class Impatient : IObservingHooks
    {
        public Impatient(ISwitchboard hub)
            => hub.PublishAsync("news", "1"u8.ToArray()).AsTask().GetAwaiter().GetResult();
    }
}
