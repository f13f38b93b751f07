using System.Text.RegularExpressions;
using Switchboard.Protocols.SocketIo;
using Switchboard.Tests.Security;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>Socket.IO namespaces that begin when a client asks for them, and who the clients are.</summary>
public sealed partial class SocketIoDynamicNamespaceTests
{
    [Fact]
    public async Task Connect_NameThatMatches_BeginsTheNamespace()
    {
        await using var server = await SioServer.StartAsync(static io => io.Of(Rooms(), static space => space
            .Use(static socket => socket.Namespace.Name == "/room-13" ? throw new SocketIoRefusedException("no") : ValueTask.CompletedTask)
            .On("where", static (socket, happened) => happened.Ack(socket.Namespace.Name))));
        var (socket, _) = await SioSocket.OpenAsync(server.Address);
        await using var __ = socket;

        Assert.StartsWith("40/room-1,{\"sid\"", await socket.AskAsync("40/room-1,"), StringComparison.Ordinal);
        Assert.Equal("43/room-1,0[\"/room-1\"]", await socket.AskAsync("42/room-1,0[\"where\"]"));
        Assert.Equal("44/room-13,{\"message\":\"no\"}", await socket.AskAsync("40/room-13,"));
        Assert.Equal("44/room-x,{\"message\":\"Invalid namespace\"}", await socket.AskAsync("40/room-x,"));
        Assert.Equal(1, server.Io.Of("/room-1").Count);
    }

    [Fact]
    public async Task Connect_MoreNamesThanThereMayBe_TakesThePlaceOfOneThatIsEmpty()
    {
        await using var server = await SioServer.StartAsync(
            static io => io.Of(static name => name.StartsWith("/r", StringComparison.Ordinal), static space => space.On("e", static (_, happened) => happened.Ack())),
            static options => options.MaxDynamicNamespaces = 2);
        var (socket, _) = await SioSocket.OpenAsync(server.Address);
        await using var __ = socket;
        await socket.AskAsync("40/r1,");
        await socket.AskAsync("40/r2,");

        Assert.Equal("44/r3,{\"message\":\"Too many namespaces\"}", await socket.AskAsync("40/r3,"));
        await socket.SendAsync("41/r2,");
        Assert.StartsWith("40/r3,{\"sid\"", await socket.AskAsync("40/r3,"), StringComparison.Ordinal);
        Assert.Equal("43/r3,0[]", await socket.AskAsync("42/r3,0[\"e\"]"));
        Assert.Equal("44/r2,{\"message\":\"Too many namespaces\"}", await socket.AskAsync("40/r2,"));
    }

    [Fact]
    public async Task Connect_SetUpFails_IsRefused()
    {
        await using var server = await SioServer.StartAsync(static io => io.Of(Rooms(), static _ => throw new InvalidOperationException()));
        var (socket, _) = await SioSocket.OpenAsync(server.Address);
        await using var __ = socket;

        Assert.Equal("44/room-1,{\"message\":\"internal server error\"}", await socket.AskAsync("40/room-1,"));
        Assert.StartsWith("40{", await socket.AskAsync("40"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task UserId_OfAMember_IsThatOfItsToken()
    {
        await using var hub = await TestHub.StartAsync(
            $$"""{ "tokens": { "hmacSecret": "{{SigningKeys.Secret}}" }, "shutdown": { "drainSeconds": 0 } }""",
            use: static io => io.OnConnection(static socket => socket.Emit("you", socket.UserId, socket.Handshake.User?.Identity?.Name)));
        var token = TokenFactory.Create("""{"sub":"ann"}""");
        await using var socket = await SioSocket.EnterAsync(hub.BaseAddress, $$"""{"token":"{{token}}"}""");

        Assert.Equal("42[\"you\",\"ann\",null]", await socket.NextAsync());
    }

    [GeneratedRegex("^/room-\\d+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Rooms();
}
