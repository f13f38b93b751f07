using Microsoft.Extensions.DependencyInjection;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Xunit;

namespace Switchboard.Tests.Cluster;

/// <summary>Two nodes share a store, and no bus brings one what the other says: it holds as soon as it is read.</summary>
public sealed class AccessWithoutBusTests : IAsyncLifetime
{
    private const string Configuration = $$"""
        {
          "namespaces": { "default": { "allowSubscribe": ["user"] }, "shut": { "allowSubscribe": [] } },
          "security": { "refreshSeconds": 1 },
          "tokens": { "hmacSecret": "{{Security.SigningKeys.Secret}}" },
          "api": { "keys": [{ "name": "all", "key": "{{TestHub.Key}}" }] }
        }
        """;

    private TestHub _a = null!;
    private TestHub _b = null!;

    public async ValueTask InitializeAsync()
    {
        var store = new InMemoryRecordStore(TimeProvider.System);
        _a = await TestHub.StartAsync(Configuration, services => services.AddSingleton<IRecordStore>(store));
        _b = await TestHub.StartAsync(Configuration, services => services.AddSingleton<IRecordStore>(store));
    }

    public async ValueTask DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Theory]
    [InlineData("revoke_tokens", """{"user":"ann"}""", 3500)]
    [InlineData("revoke_tokens", """{"id":"token-of-ann"}""", 3500)]
    [InlineData("block", """{"user":"ann"}""", 3507)]
    public async Task Missed_WhatEndsConnections_EndsThemWhenItIsRead(string operation, string request, int code)
    {
        await using var ann = await TestClient.ConnectAsync(_b, Token("ann"));
        await using var bob = await TestClient.ConnectAsync(_b, Token("bob"));

        await _a.CallAsync(operation, request);

        Assert.Equal(code, await ann.WaitForCloseAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => TestClient.ConnectAsync(_b, Token("ann")));
        await bob.SubscribeAsync("a");
    }

    [Fact]
    public async Task Missed_GrantThatWasTakenBack_EndsWhatWentOnByIt()
    {
        await _b.CallAsync("grant", """{"user":"ann","operations":["subscribe"],"channels":["shut:*"]}""");
        await using var ann = await TestClient.ConnectAsync(_b, Token("ann"));
        await ann.SubscribeAsync("shut:a");

        await _a.CallAsync("revoke", """{"user":"ann","operations":["subscribe"],"channels":["shut:*"]}""");

        Assert.Equal(2000, (await ann.NextPushAsync("unsubscribe")).GetProperty("code").GetInt32());
    }

    private static string Token(string user) => Security.TokenFactory.Create($$"""{"sub":"{{user}}","jti":"token-of-{{user}}"}""");
}
