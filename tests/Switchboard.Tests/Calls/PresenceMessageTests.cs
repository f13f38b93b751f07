using System.Text;
using System.Text.Json;
using Switchboard.Connections;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>Messages to everyone in a channel.</summary>
public sealed class PresenceMessageTests
{
    private const string Namespaces = """
        "default": { "allowSend": ["user", "service", "anonymous"] },
        "room": { "presence": true, "allowSubscribe": ["user", "anonymous"], "allowPresence": ["subscriber", "service"] },
        "plain": { "allowPresence": ["user"] }
        """;

    [Fact]
    public async Task Send_Presence_ReachesEachUserWhoIsThereOnce()
    {
        await using var hub = Create();
        var (sender, _) = await EnterAsync(hub, "42");
        var (_, phone) = await EnterAsync(hub, "7");
        var (_, desk) = await EnterAsync(hub, "7");
        await EnterAsync(hub, "");
        var (elsewhere, other) = hub.Connect("8");
        await hub.SubscribeAsync(elsewhere, "#8");

        var messages = await SendAsync(hub, sender, """{"presence":"room:a","user":"7","data":"hi"}""");

        Assert.Equal(["42", "7"], messages.Select(message => message.GetProperty("user").GetString()).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(messages, message => Assert.Equal("accepted", message.GetProperty("state").GetString()));
        Assert.Equal("7", messages[0].GetProperty("user").GetString());
        Assert.Equal(["pub #7 \"hi\""], phone.Lines.Where(IsMessage), StringComparer.Ordinal);
        Assert.Equal(["pub #7 \"hi\""], desk.Lines.Where(IsMessage), StringComparer.Ordinal);
        Assert.Empty(other.Lines);
    }

    [Fact]
    public async Task Send_PresenceOfNobody_HasNoAnswers()
    {
        await using var hub = Create();

        Assert.Empty(await hub.Get<ISwitchboard>().SendToPresenceAsync("room:empty", "1"u8.ToArray(), cancellationToken: EngineHub.Cancelled));
    }

    [Fact]
    public async Task SendToPresence_ServerCode_TellsTheIdOfEach()
    {
        await using var hub = Create();
        await EnterAsync(hub, "7");

        var outcomes = await hub.Get<ISwitchboard>().SendToPresenceAsync("room:a", "1"u8.ToArray(), cancellationToken: EngineHub.Cancelled);

        var outcome = Assert.Single(outcomes);
        Assert.Equal(("7", null), (outcome.User, outcome.Error));
        Assert.Equal(outcome.Id, Assert.Single(await hub.Get<ISwitchboard>().MessageStatesAsync([outcome.Id!], EngineHub.Cancelled)).Id);
    }

    [Fact]
    public async Task Send_PresenceOverTheLimit_IsRefused()
    {
        await using var hub = Create(""" "inbox": { "maxPresenceRecipients": 1 } """);
        var (sender, sink) = await EnterAsync(hub, "42");
        Assert.Single(await SendAsync(hub, sender, """{"presence":"room:a","data":1}"""));
        await EnterAsync(hub, "7");

        Assert.Equal(106u, await ErrorAsync(hub, sender, """{"presence":"room:a","data":1}"""));
        Assert.Single(sink.Lines, IsMessage);
    }

    [Theory]
    [InlineData("room:b", 103)]
    [InlineData("none:a", 102)]
    [InlineData("plain:a", 108)]
    [InlineData("", 107)]
    public async Task Send_PresenceThatOneMayNotSee_IsRefused(string channel, int error)
    {
        await using var hub = Create();
        var (sender, _) = await EnterAsync(hub, "42");

        Assert.Equal((uint)error, await ErrorAsync(hub, sender, $$"""{"presence":"{{channel}}","data":1}"""));
    }

    [Fact]
    public async Task Send_PresenceByTheApi_NeedsTheRightToSeeWhoIsThere()
    {
        await using var hub = await TestHub.StartAsync(
            $$"""
            {
              "namespaces": { "default": { "presence": true, "allowSubscribe": ["anonymous"] } },
              "connections": { "allowAnonymous": true },
              "api": { "keys": [ { "name": "all", "key": "{{TestHub.Key}}" }, { "name": "limited", "key": "{{TestHub.LimitedKey}}", "methods": ["send"] } ] },
              "shutdown": { "drainSeconds": 0 }
            }
            """);
        const string Request = """{"presence":"news","users":["7"],"data":1}""";

        Assert.Equal("7", Assert.Single((await hub.CallAsync("send", Request)).GetProperty("messages").EnumerateArray()).GetProperty("user").GetString());
        Assert.Equal(103u, await hub.ErrorOfAsync("send", Request, TestHub.LimitedKey));
        Assert.Equal(107u, await hub.ErrorOfAsync("schedule", $$"""{"delay_ms":1,"send":{{Request}}}"""));
    }

    private static EngineHub Create(string more = "") => EngineHub.Create(more, null, Namespaces);

    private static bool IsMessage(string line) => line.StartsWith("pub #", StringComparison.Ordinal);

    /// <summary>A connection that is in the room, and hears its user's inbox.</summary>
    private static async Task<(Connection Connection, StallingSink Sink)> EnterAsync(EngineHub hub, string user)
    {
        var (connection, sink) = hub.Connect(user);
        await hub.SubscribeAsync(connection, "room:a");
        if (user.Length > 0)
        {
            await hub.SubscribeAsync(connection, $"#{user}");
        }

        return (connection, sink);
    }

    private static async Task<JsonElement[]> SendAsync(EngineHub hub, Connection connection, string fields)
    {
        var outcome = await hub.Commands.Operations.ExecuteAsync(connection, "send", Encoding.UTF8.GetBytes(fields));
        Assert.True(outcome.IsSuccess, $"{outcome.Error}");
        return [.. JsonElement.Parse(outcome.Value.Span).GetProperty("messages").EnumerateArray()];
    }

    private static async Task<uint?> ErrorAsync(EngineHub hub, Connection connection, string fields)
        => (await hub.Commands.Operations.ExecuteAsync(connection, "send", Encoding.UTF8.GetBytes(fields))).Error?.Code;
}
