using Switchboard.Tests.Hooks;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Lifecycle;

/// <summary>Hooks decide whether what expires goes on.</summary>
public sealed class RenewalTests
{
    // Nobody answers pings here.
    private const string Silent = "Connections:PingIntervalSeconds=3600";
    private static readonly TimeSpan _life = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Connection_HookExtendsIt_LivesOn()
    {
        var time = new FakeTimeProvider();
        var hooks = Expiring(time, context =>
        {
            Assert.Null(context.Channel);
            context.ExpiresAt = time.GetUtcNow() + _life;
            context.Info = "\"new\""u8.ToArray();
        });
        await using var hub = await HubServer.StartAsync(time, builder => builder.AddHooks(hooks), Silent);
        await using var client = await WireClient.ConnectAsync(hub);
        var connection = Assert.Single(hub.Connections.All);
        var before = connection.ExpiresAt;

        await AdvanceUntilAsync(time, () => connection.ExpiresAt > before);

        Assert.True(connection.IsOpen);
        Assert.True(connection.Principal.Info.Span.SequenceEqual("\"new\""u8));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_HookSaysNothingOrATimeThatIsOver_IsClosedAsExpired(bool saysTime)
    {
        var time = new FakeTimeProvider();
        var hooks = Expiring(time, context => context.ExpiresAt = saysTime ? time.GetUtcNow() - TimeSpan.FromDays(1) : context.ExpiresAt);
        await using var hub = await HubServer.StartAsync(time, builder => builder.AddHooks(hooks), Silent);
        await using var client = await WireClient.ConnectAsync(hub);
        var connection = Assert.Single(hub.Connections.All);

        await AdvanceUntilAsync(time, () => !connection.IsOpen);

        Assert.Equal(CloseCodes.Expired, connection.CloseCode);
    }

    [Fact]
    public async Task Connection_ThatTheHookLetInForAWhile_IsNotToldToRefresh()
    {
        var time = new FakeTimeProvider();
        await using var hub = await HubServer.StartAsync(time, builder => builder.AddHooks(Expiring(time, static _ => { })), Silent);
        await using var client = await WireClient.OpenAsync(hub);

        var reply = await client.ResultAsync("connect", "{}");

        Assert.Null(reply["expires"]);
    }

    [Fact]
    public async Task Subscription_HookSaysNothing_EndsAsExpired()
    {
        var time = new FakeTimeProvider();
        var hooks = new Decisions
        {
            Subscribing = Decisions.At<SubscribingContext>(context => context.Options = context.Options with { ExpiresAt = time.GetUtcNow() + _life }),
            Refreshing = Decisions.At<RefreshingContext>(context => Assert.Equal("news", context.Channel)),
        };
        await using var hub = await HubServer.StartAsync(time, builder => builder.AddHooks(hooks), Silent);
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"news"}""");
        var connection = Assert.Single(hub.Connections.All);

        await AdvanceUntilAsync(time, () => connection.Find("news") is null);

        Assert.Equal(2501, (int)(await client.PushAsync())["unsubscribe"]!["code"]!);
    }

    [Fact]
    public async Task Subscription_HookExtendsIt_LivesOn()
    {
        var time = new FakeTimeProvider();
        var hooks = new Decisions
        {
            Subscribing = Decisions.At<SubscribingContext>(context => context.Options = context.Options with { ExpiresAt = time.GetUtcNow() + _life }),
            Refreshing = Decisions.At<RefreshingContext>(context => context.ExpiresAt = null),
        };
        await using var hub = await HubServer.StartAsync(time, builder => builder.AddHooks(hooks), Silent);
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"news"}""");
        var subscription = Assert.Single(hub.Connections.All).Find("news")!;

        await AdvanceUntilAsync(time, () => subscription.ExpiresAt == 0);

        Assert.True(subscription.IsRegistered);
    }

    [Fact]
    public async Task Connection_ServiceExtendsItWhileTheHookIsAsked_LivesOn()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hooks = Expiring(time, static _ => { }, () =>
        {
            asked.TrySetResult();
            return answer.Task;
        });
        await using var hub = await HubServer.StartAsync(time, builder => builder.AddHooks(hooks), Silent);
        await using var client = await WireClient.ConnectAsync(hub);
        var connection = Assert.Single(hub.Connections.All);
        await AdvanceUntilAsync(time, () => asked.Task.IsCompleted);

        await hub.Get<ISwitchboard>().RefreshAsync(new ConnectionTarget { Client = connection.Id }, time.GetUtcNow() + _life, cancellationToken: TestContext.Current.CancellationToken);
        answer.SetResult();

        await Eventually.TrueAsync(connection.TryBeginRenewal, TestContext.Current.CancellationToken);
        Assert.True(connection.IsOpen);
    }

    private static Decisions Expiring(FakeTimeProvider time, Action<RefreshingContext> answer, Func<Task>? wait = null) => new()
    {
        Connecting = (context, _) =>
        {
            context.ExpiresAt = time.GetUtcNow() + _life;
            return Task.CompletedTask;
        },
        Refreshing = async context =>
        {
            answer(context);
            await (wait?.Invoke() ?? Task.CompletedTask);
        },
    };

    // The sweeper looks four times a second of the test's time.
    private static Task AdvanceUntilAsync(FakeTimeProvider time, Func<bool> condition)
    {
        time.Advance(_life);
        return time.PassUntilAsync(condition, TimeSpan.FromMilliseconds(10));
    }
}
