using System.Text.Json;
using SocketIOClient;
using SocketIOClient.Transport;
using Switchboard.Protocols.SocketIo;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Xunit;
using Client = SocketIOClient.SocketIO;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>The package SocketIOClient, as it is, with a server in C# and as a member of the hub.</summary>
public sealed class SocketIoDotNetClientTests
{
    private const int Megabyte = 1_000_000;

    public static TheoryData<int, TransportProtocol> Ways => new()
    {
        { 4, TransportProtocol.WebSocket },
        { 4, TransportProtocol.Polling },
        { 3, TransportProtocol.WebSocket },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task TextAndBytes_GoBothWaysWithAcks(int version, TransportProtocol transport)
    {
        await using var server = await SioServer.StartAsync(UseEcho);
        using var client = await ConnectAsync(server.Address, OptionsOf(version, transport));
        byte[] bytes = [0, 1, 2, 255];

        var back = await WhenAsync(client, "message-back", () => client.EmitAsync("message", "héllo", bytes));
        Assert.Equal("héllo", back.GetValue<string>());
        Assert.Equal(bytes, back.GetValue<byte[]>(1));

        var ack = await AskAsync(client, "with-ack", bytes, 7);
        Assert.Equal(bytes, ack.GetValue<byte[]>());
        Assert.Equal(7, ack.GetValue<int>(1));

        client.On("question", response => _ = response.CallbackAsync(response.GetValue<byte[]>(), "answer"));
        var answer = await server.Io.FetchSockets().Single().EmitWithAckAsync("question", Patience.Limit, TestContext.Current.CancellationToken, bytes);
        Assert.Equal(bytes, answer.Get<byte[]>(0));
        Assert.Equal("answer", answer.Get<string>(1));
        await client.DisconnectAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task EventOfAMegabyte_ComesBackWhole(int version, TransportProtocol transport)
    {
        await using var server = await SioServer.StartAsync(UseEcho, static options => options.MaxPayloadBytes = 4 * Megabyte);
        using var client = await ConnectAsync(server.Address, OptionsOf(version, transport));
        var text = new string('x', Megabyte);
        var bytes = new byte[Megabyte];
        Array.Fill(bytes, (byte)7);

        Assert.Equal(text, (await AskAsync(client, "with-ack", text)).GetValue<string>());
        Assert.Equal(bytes, (await AskAsync(client, "with-ack", bytes)).GetValue<byte[]>());
        await client.DisconnectAsync();
    }

    [Fact]
    public async Task Namespace_WithAuth_IsEnteredOrRefused()
    {
        await using var server = await SioServer.StartAsync(static io => io.Of("/chat")
            .Use(static socket => socket.Handshake.Auth.TryGetProperty("name", out _) ? ValueTask.CompletedTask : throw new SocketIoRefusedException("a name is needed"))
            .OnConnection(static socket => socket.Emit("welcome", socket.Handshake.Auth.GetProperty("name").GetString())));
        var named = OptionsOf(4, TransportProtocol.WebSocket);
        named.Auth = new { name = "ann" };
        var welcome = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new Client(new Uri(server.Address, "/chat"), named);
        client.On("welcome", response => welcome.TrySetResult(response.GetValue<string>()));

        await client.ConnectAsync();

        Assert.Equal("ann", await welcome.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));
        var refused = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var other = new Client(new Uri(server.Address, "/chat"), OptionsOf(4, TransportProtocol.WebSocket));
        other.OnError += (_, message) => refused.TrySetResult(message);
        await other.ConnectAsync();
        Assert.Equal("a name is needed", await refused.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));
        await client.DisconnectAsync();
    }

    [Fact]
    public async Task Hub_RestartedAtTheSamePort_IsFoundAgain()
    {
        // Below the ports that systems hand out by themselves: nobody else gets it while the hub is away.
        var hub = await HubAsync(Random.Shared.Next(20_000, 30_000));
        var address = hub.BaseAddress;
        var connects = new Connects();
        var options = OptionsOf(4, TransportProtocol.WebSocket);
        options.Reconnection = true;
        options.ReconnectionDelay = 20;
        options.ReconnectionDelayMax = 50;
        using var client = new Client(address, options);
        client.OnConnected += (_, _) => connects.Add();
        await client.ConnectAsync();
        await connects.ReachAsync(1);
        Assert.True((await AskAsync(client, "subscribe", new { channel = "news" })).GetValue<JsonElement>().TryGetProperty("epoch", out _));

        await hub.DisposeAsync();
        hub = await HubAsync(address.Port);
        await connects.ReachAsync(2);

        await using var restarted = hub;
        Assert.True((await AskAsync(client, "subscribe", new { channel = "news" })).GetValue<JsonElement>().TryGetProperty("epoch", out _));
        var publication = await WhenAsync(client, "publication", () => client.EmitAsync("publish", new { channel = "news", data = "again" }));
        Assert.Equal("again", publication.GetValue<JsonElement>().GetProperty("data").GetString());
        await client.DisconnectAsync();
    }

    [Fact]
    public async Task Worker_AcknowledgesACall()
    {
        await using var hub = await HubAsync(port: 0);
        using var worker = await ConnectAsync(hub.BaseAddress, OptionsOf(4, TransportProtocol.WebSocket));
        using var caller = await ConnectAsync(hub.BaseAddress, OptionsOf(4, TransportProtocol.WebSocket));
        worker.On("call", response => _ = response.CallbackAsync(new { data = response.GetValue<JsonElement>().GetProperty("data").GetInt32() * 2 }));
        await AskAsync(worker, "serve", new { method = "double" });

        var result = await AskAsync(caller, "call", new { method = "double", data = 21 });

        Assert.Equal(42, result.GetValue<JsonElement>().GetProperty("data").GetInt32());
        await worker.DisconnectAsync();
        await caller.DisconnectAsync();
    }

    private static void UseEcho(SocketIoServer io)
    {
        io.On("message", static (socket, happened) => socket.Emit("message-back", happened.Arguments));
        io.On("with-ack", static (_, happened) => happened.Ack(happened.Arguments));
    }

    private static SocketIOOptions OptionsOf(int version, TransportProtocol transport)
        => new() { EIO = version, Transport = transport, AutoUpgrade = false, Reconnection = false };

    /// <summary>A hub where anonymous clients may do everything. A port that is still being given back is asked for again.</summary>
    private static async Task<TestHub> HubAsync(int port)
    {
        const string Configuration = """
            {
              "namespaces": { "default": {
                "historySize": 10, "allowSubscribe": ["anonymous"], "allowPublish": ["anonymous"], "allowCall": ["anonymous"], "allowServe": ["anonymous"] } },
              "connections": { "allowAnonymous": true },
              "shutdown": { "drainSeconds": 0 }
            }
            """;
        var end = TimeProvider.System.GetUtcNow() + Patience.Limit;
        while (true)
        {
            try
            {
                return await TestHub.StartAsync(Configuration, port: port);
            }
            catch (IOException) when (TimeProvider.System.GetUtcNow() < end)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task<Client> ConnectAsync(Uri address, SocketIOOptions options)
    {
        var client = new Client(address, options);
        var connects = new Connects();
        client.OnConnected += (_, _) => connects.Add();
        await client.ConnectAsync();
        await connects.ReachAsync(1);
        return client;
    }

    private static async Task<SocketIOResponse> AskAsync(Client client, string name, params object[] values)
    {
        var answer = new TaskCompletionSource<SocketIOResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        await client.EmitAsync(name, response => answer.TrySetResult(response), values);
        return await answer.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    private static async Task<SocketIOResponse> WhenAsync(Client client, string name, Func<Task> act)
    {
        var happened = new TaskCompletionSource<SocketIOResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.On(name, response => happened.TrySetResult(response));
        await act();
        return await happened.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
    }

    private sealed class Connects
    {
        private int _count;

        public void Add() => Interlocked.Increment(ref _count);

        public async Task ReachAsync(int count)
        {
            await Task.Yield();
            Waiting.Until(() => Volatile.Read(ref _count) >= count);
        }
    }
}
