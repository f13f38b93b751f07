using Switchboard.Hosting;
using Switchboard.Tests.Hooks;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>Clients that are not let in. Who is told so stays away until its user comes back; what is over soon ends the connection instead.</summary>
public sealed class SocketIoRefusalTests
{
    private const string Configuration = """
        { "connections": { "allowAnonymous": true }, "shutdown": { "drainSeconds": 0 } }
        """;

    [Theory]
    [InlineData(4, 100, "closed 3004")]
    [InlineData(4, 108, "closed 3004")]
    [InlineData(4, 111, "closed 3013")]
    [InlineData(4, 106, "44{\"message\":\"limit exceeded\",\"data\":{\"code\":106,\"message\":\"limit exceeded\"}}")]
    [InlineData(3, 100, "closed 3004")]
    [InlineData(3, 108, "closed 3004")]
    [InlineData(3, 106, "44\"limit exceeded\"")]
    public async Task Hub_RefusesWithAnError_ClosesWhereItIsOverSoon(int version, uint code, string answer)
    {
        await using var hub = await StartAsync(context => context.Deny(ErrorCodes.All.Single(known => known.Code == code)));

        Assert.Equal(answer, await ConnectAsync(hub.BaseAddress, version));
    }

    [Theory]
    [InlineData(4, 3010, "closed 3010")]
    [InlineData(3, 3010, "closed 3010")]
    [InlineData(4, 3504, "44{\"message\":\"connection limit\",\"data\":{\"code\":3504,\"message\":\"connection limit\"}}")]
    public async Task Hub_RefusesWithACloseCode_ClosesWhereTheClientIsToComeBack(int version, uint code, string answer)
    {
        await using var hub = await StartAsync(context => context.Disconnect(CloseCodes.All.Single(known => known.Code == code)));

        Assert.Equal(answer, await ConnectAsync(hub.BaseAddress, version));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)]
    public async Task Middleware_Fails_ClosesTheConnection(int version)
    {
        await using var server = await SioServer.StartAsync(static io => io.Use(static _ => throw new InvalidOperationException("a bug")));

        Assert.Equal("closed 3004", await ConnectAsync(server.Address, version));
    }

    [Fact]
    public async Task Rate_RefusesAConnect_ClosesTheConnection()
    {
        await using var hub = await TestHub.StartAsync(
            Configuration.Replace("\"shutdown\"", "\"limits\": { \"commandsPerSecond\": 2 }, \"shutdown\"", StringComparison.Ordinal),
            use: static io =>
            {
                foreach (var name in new[] { "/a", "/b", "/c", "/d" })
                {
                    io.Of(name);
                }
            });
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress);

        // More than fit into the second in which it began and the next.
        foreach (var name in new[] { "/a", "/b", "/c", "/d" })
        {
            await socket.SendAsync($"40{name},");
        }

        string answer;
        do
        {
            answer = await socket.NextAsync();
        }
        while (answer.StartsWith("40/", StringComparison.Ordinal));

        Assert.Equal("closed 3013", answer);
    }

    private static Task<TestHub> StartAsync(Action<ConnectingContext> decide)
        => TestHub.StartAsync(Configuration, services => services.AddSwitchboard(static _ => { }).AddHooks(Decisions.OnConnecting(decide)));

    private static async Task<string> ConnectAsync(Uri address, int version)
    {
        var (socket, _) = await SioSocket.OpenAsync(address, query: $"EIO={version}&transport=websocket");
        await using var __ = socket;
        return version == 3 ? await socket.NextAsync() : await socket.AskAsync("40");
    }
}
