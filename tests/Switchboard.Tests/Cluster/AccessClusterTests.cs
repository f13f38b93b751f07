using Microsoft.Extensions.DependencyInjection;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Tests.Cluster;

/// <summary>What is said on one node holds on the other, for connections that are there.</summary>
public sealed class AccessClusterTests : IAsyncLifetime
{
    private const string Configuration = $$"""
        {
          "namespaces": { "default": {}, "shut": { "allowSubscribe": [], "allowPublish": ["user"] } },
          "limits": { "connectionsPerUser": 2 },
          "tokens": { "hmacSecret": "{{Security.SigningKeys.Secret}}" },
          "api": { "keys": [{ "name": "all", "key": "{{TestHub.Key}}" }] }
        }
        """;

    private TestHub _a = null!;
    private TestHub _b = null!;

    public async ValueTask InitializeAsync()
    {
        var bus = new InMemoryBus();
        var presence = new InMemoryPresenceStore(TimeProvider.System);
        _a = await TestHub.StartAsync(Configuration, services => services.AddSingleton<IBus>(bus).AddSingleton<IPresenceStore>(presence));
        _b = await TestHub.StartAsync(Configuration, services => services.AddSingleton<IBus>(bus).AddSingleton<IPresenceStore>(presence));
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Fact]
    public async Task Block_OnOneNode_ClosesConnectionsOfTheOther_AndLetsNoneInThere()
    {
        await using var ann = await TestClient.ConnectAsync(_b, Token("ann"));

        await _a.CallAsync("block", """{"user":"ann"}""");

        Assert.Equal(3507, await ann.WaitForCloseAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => TestClient.ConnectAsync(_b, Token("ann")));
    }

    [Fact]
    public async Task Grant_OnOneNode_HoldsOnTheOther_UntilItIsTakenBackThere()
    {
        await using var ann = await TestClient.ConnectAsync(_b, Token("ann"));
        await _a.CallAsync("grant", """{"user":"ann","operations":["subscribe"],"channels":["shut:*"]}""");
        await UntilAsync(async () => (await _b.CallAsync("explain", """{"user":"ann","operation":"subscribe","channel":"shut:a"}""")).GetProperty("allowed").GetBoolean());
        await ann.SubscribeAsync("shut:a");

        await _b.CallAsync("revoke", """{"user":"ann","operations":["subscribe"],"channels":["shut:*"]}""");

        Assert.Equal(2000, (await ann.NextPushAsync("unsubscribe")).GetProperty("code").GetInt32());
        await UntilAsync(async () => (await _a.CallAsync("grants")).GetProperty("grants").GetArrayLength() == 0);
    }

    [Fact]
    public async Task RevokeTokens_OnOneNode_ClosesConnectionsOfTheOther()
    {
        await using var ann = await TestClient.ConnectAsync(_b, Token("ann"));

        await _a.CallAsync("revoke_tokens", """{"user":"ann"}""");

        Assert.Equal(3500, await ann.WaitForCloseAsync());
    }

    [Fact]
    public async Task RevokeTokens_OfASubscription_OnOneNode_EndsItOnTheOther()
    {
        await using var ann = await TestClient.ConnectAsync(_b, Token("ann"));
        await ann.SubscribeAsync("a", Security.TokenFactory.Create("""{"sub":"ann","channel":"a","jti":"one"}"""));

        await _a.CallAsync("revoke_tokens", """{"id":"one"}""");

        Assert.Equal(2000, (await ann.NextPushAsync("unsubscribe")).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task ConnectionsPerUser_OverBothNodes_IsTheLimit_AndAPlaceIsGivenBack()
    {
        var first = await TestClient.ConnectAsync(_a, Token("ann"));
        await using var second = await TestClient.ConnectAsync(_b, Token("ann"));
        await Assert.ThrowsAnyAsync<Exception>(() => TestClient.ConnectAsync(_a, Token("ann")));
        await Assert.ThrowsAnyAsync<Exception>(() => TestClient.ConnectAsync(_b, Token("ann")));
        await using var other = await TestClient.ConnectAsync(_b, Token("bob"));
        Assert.Empty((await _a.CallAsync("channels", """{"pattern":"/*"}""")).GetProperty("channels").EnumerateObject());

        await first.DisposeAsync();

        TestClient? third = null;
        await UntilAsync(async () =>
        {
            try
            {
                third = await TestClient.ConnectAsync(_b, Token("ann"));
            }
            catch (Xunit.Sdk.XunitException)
            {
                // The place has not been given back yet.
            }

            return third is not null;
        });
        await third!.DisposeAsync();
    }

    [Fact]
    public async Task Key_MadeOnOneNode_IsGoodOnTheOther()
    {
        var key = (await _a.CallAsync("key_create", """{"name":"news","operations":["publish"]}""")).GetProperty("key").GetString()!;

        await UntilAsync(async () => (await _b.PostAsync("/api/publish", """{"channel":"a","data":1}""", key)).IsSuccessStatusCode);
        await _b.CallAsync("key_delete", """{"name":"news"}""");
        await UntilAsync(async () => !(await _a.PostAsync("/api/publish", """{"channel":"a","data":1}""", key)).IsSuccessStatusCode);
    }

    private static string Token(string user) => Security.TokenFactory.Create($$"""{"sub":"{{user}}"}""");

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience.Limit);
        while (!await condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
