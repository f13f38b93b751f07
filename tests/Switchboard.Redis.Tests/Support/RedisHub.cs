using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Hosting;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.Redis.Tests.Support;

/// <summary>A hub whose tickets are in Redis, on a free port of the loopback.</summary>
internal sealed class RedisHub : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RedisHub(WebApplication application) => _application = application;

    public IServiceProvider Services => _application.Services;

    public ISwitchboard Api => _application.Services.GetRequiredService<ISwitchboard>();

    public static async Task<RedisHub> StartAsync(string connection, bool useWsTokens)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Switchboard:Tickets:Storage"] = "redis" });
        builder.Services.AddSwitchboard(builder.Configuration).UseRedis(redis =>
        {
            redis.Connection = connection;
            redis.UseWsTokens = useWsTokens;
        });
        var application = builder.Build();
        application.MapSwitchboard();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new RedisHub(application);
    }

    /// <summary>What a client is answered that connects with a ticket in its address.</summary>
    public async Task<string> ConnectAsync(string ticket)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience.Limit);
        using var socket = new ClientWebSocket();
        var address = new UriBuilder(_application.Urls.Single()) { Scheme = "ws", Path = "/connection/websocket", Query = $"ws_token={ticket}" };
        await socket.ConnectAsync(address.Uri, timeout.Token);
        await socket.SendAsync("{\"id\":1,\"connect\":{}}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
        var buffer = new byte[65_536];
        var received = await socket.ReceiveAsync(buffer, timeout.Token);
        return received.CloseStatus is { } status ? $"{(int)status}" : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();
}
