using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Switchboard.Diagnostics;
using Switchboard.Tests.Support;
using Switchboard.Tests.Transports.WebSockets;
using Switchboard.Transports.Sockets;
using Xunit;

namespace Switchboard.Tests.Hub.Direct;

/// <summary>Who serves which connection where the hub's own listener stands before the web server.</summary>
public sealed class ConnectionDispatcherTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_ThatIsNoUpgrade_IsTheWebServers()
    {
        await using var hub = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{hub.Port}") };

        using var first = await http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation);
        using var second = await http.PostAsync(new Uri("/api/publish", UriKind.Relative), new StringContent("{}"), Cancellation);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
    }

    [Fact]
    public async Task Upgrade_ThatIsRefused_SaysWhyInItsBody()
    {
        await using var hub = await StartAsync();
        await using var client = RawWebSocket.OpenTcp(hub.Port);

        await client.RequestAsync(RawWebSocket.Handshake("/socket.io/?EIO=4&transport=websocket&sid=nobody"));

        Assert.Equal(400, client.Status);
        Assert.Equal("application/json", client.Header("Content-Type"));
        Assert.Equal("""{"code":1,"message":"Session ID unknown"}""", await client.ReadBodyAsync());
    }

    [Fact]
    public async Task Handshake_CutAnywhere_IsAccepted()
    {
        await using var hub = await StartAsync();
        var handshake = RawWebSocket.Handshake();
        foreach (var cut in new[] { 1, 10, handshake.Length / 2, handshake.Length - 1 })
        {
            await using var client = RawWebSocket.OpenTcp(hub.Port);
            await client.SendBytesAsync(Encoding.ASCII.GetBytes(handshake[..cut]));

            await client.RequestAsync(handshake[cut..]);

            Assert.Equal(101, client.Status);
        }
    }

    [Fact]
    public async Task Client_ThatSpeaksFirst_IsHeard()
    {
        await using var hub = await StartAsync();
        await using var client = RawWebSocket.OpenTcp(hub.Port);
        var early = ClientFrame.Text("""{"id":1,"connect":{}}""").Encode();

        byte[] both = [.. Encoding.ASCII.GetBytes(RawWebSocket.Handshake()), .. early];
        await client.SendBytesAsync(both);
        await client.ReadHeadAsync();

        Assert.Equal(101, client.Status);
        Assert.Contains("\"connect\"", await client.ReceiveTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_ThatSaysNothing_IsLeftToTheWebServer()
    {
        await using var engine = EngineHub.Create();
        using var loops = new EventLoops(1, TimeProvider.System, engine.Get<Supervisor>(), NullLogger<EventLoops>.Instance);
        using var server = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), NullLogger.Instance);
        var paths = new UpgradePaths(new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)) { MaxHeadBytes = 1, MaxHeaders = 1 };
        var address = new PlainAddress(NoServices.Instance, new IPEndPoint(IPAddress.Loopback, 0));
        var dispatcher = new ConnectionDispatcher(loops, paths, address, NoServices.Instance, server);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Cancellation);
        dispatcher.Dispatch(await listener.AcceptSocketAsync(Cancellation));

        dispatcher.GiveUpSilent();
        dispatcher.GiveUpSilent();

        await using var connection = await dispatcher.NextForServerAsync(Cancellation);
        Assert.NotNull(connection);
        dispatcher.Close();
        Assert.Null(await dispatcher.NextForServerAsync(Cancellation));
    }

    [Fact]
    public async Task Upgrade_InPlainTextWhereThereIsTls_IsNotServed()
    {
        await using var hub = await HubServer.StartAsync(TimeProvider.System, HubListener.DirectEncrypted);
        await using var client = RawWebSocket.OpenTcp(hub.Port);

        await client.SendBytesAsync(Encoding.ASCII.GetBytes(RawWebSocket.Handshake()));

        await client.EndAsync();
        Assert.Equal(0, hub.Connections.Count);
    }

    [Fact]
    public async Task Stop_ConnectionsWaitAtTheDoor_EndsThem()
    {
        await using var hub = await StartAsync();
        await using var silent = RawWebSocket.OpenTcp(hub.Port);
        await using var served = await RawWebSocket.ConnectAsync(hub.Port);

        await hub.StopAsync();

        await silent.EndAsync();
        await served.EndAsync();
        using var late = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, hub.Port, Cancellation).AsTask());
    }

    [Fact]
    public async Task Start_AddressIsTaken_SaysSo()
    {
        await using var hub = await StartAsync();

        var taken = new IPEndPoint(IPAddress.Loopback, hub.Port);
        await Assert.ThrowsAsync<AddressInUseException>(() => hub.Get<IConnectionListenerFactory>().BindAsync(taken, Cancellation).AsTask());
    }

    private static Task<HubServer> StartAsync() => HubServer.StartAsync(TimeProvider.System, HubListener.Direct);

    private sealed class NoServices : IServiceProvider
    {
        public static readonly NoServices Instance = new();

        public object? GetService(Type serviceType) => null;
    }
}
