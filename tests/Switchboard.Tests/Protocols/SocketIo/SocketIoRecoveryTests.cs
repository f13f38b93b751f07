using System.Text.Json;
using Switchboard.Connections;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Protocols.SocketIo;

/// <summary>Connection state recovery where more has happened than is kept: what was for others does not count.</summary>
public sealed class SocketIoRecoveryTests
{
    private const int Kept = 5;

    [Fact]
    public async Task QuietClient_OthersEventsPushedTheLogOn_Recovers()
    {
        await using var server = await StartAsync();
        var first = await SioSocket.EnterAsync(server.Address);
        server.Io.Emit("seen");
        var offset = OffsetOf(await first.NextAsync());
        await using var other = await SioSocket.EnterAsync(server.Address);
        PushOn(server, other);
        await first.DisposeAsync();
        Waiting.Until(() => server.Io.Main.Count == 1);
        PushOn(server, other);
        server.Io.To("room").Emit("missed");

        await using var second = await ComeBackAsync(server, first, offset);

        Assert.Equal(first.Sid, second.Sid);
        Assert.StartsWith("42[\"missed\",", await second.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientThatGotNothing_OthersEventsPushedTheLogOn_Recovers()
    {
        await using var server = await StartAsync();
        var first = await SioSocket.EnterAsync(server.Address);
        await using var other = await SioSocket.EnterAsync(server.Address);
        PushOn(server, other);
        await first.DisposeAsync();
        Waiting.Until(() => server.Io.Main.Count == 1);

        await using var second = await ComeBackAsync(server, first, offset: null);

        Assert.Equal(first.Sid, second.Sid);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EventForTheClient_IsKeptNoLonger_BeginsAnew(bool isToRoom)
    {
        await using var server = await StartAsync();
        var first = await SioSocket.EnterAsync(server.Address);
        await using var other = await SioSocket.EnterAsync(server.Address);
        await first.DisposeAsync();
        Waiting.Until(() => server.Io.Main.Count == 1);
        server.Io.To(isToRoom ? "room" : first.Sid).Emit("missed");
        PushOn(server, other);

        await using var second = await ComeBackAsync(server, first, offset: null);

        Assert.NotEqual(first.Sid, second.Sid, StringComparer.Ordinal);
    }

    [Fact]
    public async Task EventThatTheClientNeverGot_IsKeptNoLonger_BeginsAnew()
    {
        await using var server = await StartAsync();
        var first = await SioSocket.EnterAsync(server.Address);
        server.Io.To("room").Emit("seen");
        var offset = OffsetOf(await first.NextAsync());
        server.Io.To("room").Emit("on its way");
        await using var other = await SioSocket.EnterAsync(server.Address);
        PushOn(server, other);
        await first.DisposeAsync();
        Waiting.Until(() => server.Io.Main.Count == 1);

        await using var second = await ComeBackAsync(server, first, offset);

        Assert.NotEqual(first.Sid, second.Sid, StringComparer.Ordinal);
    }

    [Fact]
    public async Task EventsOfARoom_BeforeTheClientJoinedIt_AreNotMissed()
    {
        await using var server = await StartAsync();
        var first = await SioSocket.EnterAsync(server.Address);
        server.Io.To("later").Emit("before");
        server.Io.Main.Find(first.Sid)!.Join("later");
        await first.DisposeAsync();
        Waiting.Until(() => server.Io.Main.Count == 0);
        server.Io.To("later").Emit("behind");

        await using var second = await ComeBackAsync(server, first, offset: null);

        Assert.StartsWith("42[\"behind\",", await second.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SlowClient_ComesBack_GetsWhatItMissed()
    {
        await using var server = await StartAsync();
        var first = await SioSocket.EnterAsync(server.Address);
        server.Get<ConnectionRegistry>().All.Single().Close(CloseCodes.Slow);
        Assert.Equal("closed 3008", await first.NextAsync());
        Waiting.Until(() => server.Io.Main.Count == 0);
        server.Io.To("room").Emit("missed");

        await using var second = await ComeBackAsync(server, first, offset: null);

        Assert.Equal(first.Sid, second.Sid);
        Assert.StartsWith("42[\"missed\",", await second.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3011, true)]
    [InlineData(3012, true)]
    [InlineData(3503, false)]
    [InlineData(3501, false)]
    public async Task Closed_MayComeBackWhereTheCodeSaysSo(uint code, bool isRecovered)
    {
        await using var server = await StartAsync();
        var first = await SioSocket.EnterAsync(server.Address);
        server.Get<ConnectionRegistry>().All.Single().Close(CloseCodes.All.Single(known => known.Code == code));
        Waiting.Until(() => server.Io.Main.Count == 0);

        await using var second = await ComeBackAsync(server, first, offset: null);

        Assert.Equal(isRecovered, first.Sid == second.Sid);
    }

    private static Task<SioServer> StartAsync() => SioServer.StartAsync(
        static io => io.OnConnection(static socket =>
        {
            if (!socket.Recovered)
            {
                socket.Join("room");
            }
        }),
        static options =>
        {
            options.RecoveryTime = TimeSpan.FromMinutes(1);
            options.RecoveryEvents = Kept;
        });

    private static Task<SioSocket> ComeBackAsync(SioServer server, SioSocket left, string? offset)
    {
        var pid = left.Answer.GetProperty("pid").GetString();
        return SioSocket.EnterAsync(server.Address, offset is null ? $$"""{"pid":"{{pid}}"}""" : $$"""{"pid":"{{pid}}","offset":"{{offset}}"}""");
    }

    private static void PushOn(SioServer server, SioSocket other)
    {
        for (var i = 0; i < Kept; i++)
        {
            server.Io.To("elsewhere").Emit("not for it");
            server.Io.Main.Find(other.Sid)!.Emit("not for it either");
        }
    }

    private static string OffsetOf(string packet) => JsonElement.Parse(packet.AsSpan(2)).EnumerateArray().Last().GetString()!;
}
