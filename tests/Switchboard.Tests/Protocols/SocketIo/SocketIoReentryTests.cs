using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Connections;
using Switchboard.Hosting;
using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Hooks;
using Switchboard.Tests.Security;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>Clients that leave the hub's Socket.IO namespace and enter it again on the same connection.</summary>
public sealed class SocketIoReentryTests
{
    private const string Configuration = $$"""
        {
          "namespaces": { "default": { "allowSubscribe": ["user", "anonymous"], "allowPublish": ["user", "anonymous"] } },
          "tokens": { "hmacSecret": "{{SigningKeys.Secret}}" },
          "connections": { "allowAnonymous": true, "applicationUsers": true },
          "inbox": { "enabled": false },
          "shutdown": { "drainSeconds": 0 }
        }
        """;

    [Fact]
    public async Task Reentry_AsSomebodyElse_TellsObserversOfBoth()
    {
        var seen = new Observations();
        await using var hub = await TestHub.StartAsync(Configuration, services => services.AddSwitchboard(static _ => { }).AddHooks(seen));
        await using (var socket = await SioSocket.EnterAsync(hub.BaseAddress, Auth("ann")))
        {
            Assert.Equal("ann", (await seen.NextAsync<ConnectedEvent>()).Connection.User);

            await socket.SendAsync("41");
            var left = await seen.NextAsync<DisconnectedEvent>();
            Assert.Equal(("ann", CloseCodes.ConnectionClosed), (left.Connection.User, left.Code));

            Assert.StartsWith("40{", await socket.AskAsync($"40{Auth("bob")}"), StringComparison.Ordinal);
            Assert.Equal("bob", (await seen.NextAsync<ConnectedEvent>()).Connection.User);
        }

        Assert.Equal("bob", (await seen.NextAsync<DisconnectedEvent>()).Connection.User);
        Assert.Empty(seen.Rest());
    }

    [Fact]
    public async Task Leaving_AndClosing_IsToldOnce()
    {
        var seen = new Observations();
        await using var hub = await TestHub.StartAsync(Configuration, services => services.AddSwitchboard(static _ => { }).AddHooks(seen));
        await using (var socket = await SioSocket.EnterAsync(hub.BaseAddress, Auth("ann")))
        {
            await socket.SendAsync("41");
        }

        Assert.Equal("ann", (await seen.NextAsync<ConnectedEvent>()).Connection.User);
        Assert.Equal("ann", (await seen.NextAsync<DisconnectedEvent>()).Connection.User);
        Waiting.Until(() => hub.Services.GetRequiredService<ConnectionRegistry>().Count == 0);
        Assert.Empty(seen.Rest());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reentry_CookieLogin_IsKept(bool asksHooks)
    {
        var headers = new List<string?>();
        var decisions = Decisions.OnConnecting(context => headers.Add(context.Header("X-Test")));
        await using var hub = await TestHub.StartAsync(Configuration, services =>
        {
            services.AddSingleton<IStartupFilter>(new Login());
            if (asksHooks)
            {
                services.AddSwitchboard(static _ => { }).AddHooks(decisions);
            }
        });
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);
        var connection = hub.Services.GetRequiredService<ConnectionRegistry>().Find(socket.Sid)!;
        Assert.Equal("42", connection.Principal.UserId);

        await socket.SendAsync("41");
        Assert.StartsWith("40{", await socket.AskAsync("40"), StringComparison.Ordinal);

        Assert.Equal("42", connection.Principal.UserId);
        Assert.All(headers, static header => Assert.Equal("x", header));
    }

    [Fact]
    public async Task Server_DisconnectsTheSocket_LeavesTheHubToo()
    {
        await using var hub = await TestHub.StartAsync(Configuration, use: static io => io.OnConnection(static _ => { }));
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress, Auth("ann"));
        var connection = hub.Services.GetRequiredService<ConnectionRegistry>().Find(socket.Sid)!;

        hub.Services.GetRequiredService<SocketIoServer>().FetchSockets().Single().Disconnect();

        Assert.Equal("41", await socket.NextAsync());
        Waiting.Until(() => !connection.IsAuthenticated);
        Assert.StartsWith("40{", await socket.AskAsync($"40{Auth("bob")}"), StringComparison.Ordinal);
        Assert.Equal("bob", connection.Principal.UserId);
    }

    private static string Auth(string user) => $$"""{"token":"{{TokenFactory.Create($$"""{"sub":"{{user}}"}""")}}"}""";

    /// <summary>An application where everybody is logged in.</summary>
    private sealed class Login : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        {
            application.Use(static (context, next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "42")], "test"));
                context.Request.Headers["X-Test"] = "x";
                return next(context);
            });
            next(application);
        };
    }
}
