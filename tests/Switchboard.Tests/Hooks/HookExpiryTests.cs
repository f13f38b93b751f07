using Switchboard.Tests.Hub;
using Xunit;

namespace Switchboard.Tests.Hooks;

/// <summary>What hooks let in until a time that is over.</summary>
public sealed class HookExpiryTests
{
    private static DateTimeOffset Over => DateTimeOffset.UtcNow - TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connecting_UntilATimeThatIsOver_IsExpired(bool isSubscription)
    {
        var hooks = Decisions.OnConnecting(context =>
        {
            context.ExpiresAt = isSubscription ? null : Over;
            context.Subscribe("closed:a", new SubscribeOptions { ExpiresAt = isSubscription ? Over : null });
        });
        await using var hub = await HubServer.StartAsync(builder => builder.AddHooks(hooks));
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(110, await client.ErrorAsync("connect", "{}"));
    }

    [Fact]
    public async Task Subscribing_UntilATimeThatIsOver_IsExpired()
    {
        var hooks = new Decisions { Subscribing = Decisions.At<SubscribingContext>(static context => context.Options = context.Options with { ExpiresAt = Over }) };
        await using var hub = await HubServer.StartAsync(builder => builder.AddHooks(hooks));
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(110, await client.ErrorAsync("subscribe", """{"channel":"news"}"""));
    }
}
