using System.Text.Json.Nodes;
using Switchboard.Tests.Security;
using Xunit;

namespace Switchboard.Tests.Hub;

/// <summary>The details of the wire in JSON.</summary>
public class ProtocolTests : HubTests
{
    [Fact]
    public async Task Connect_IsAnsweredWithWhatTheClientNeeds()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.OpenAsync(hub);

        var reply = await client.ResultAsync("connect", """{"name":"test","version":"1","data":{}}""");

        Assert.True(Guid.TryParse((string?)reply["client"], out _));
        Assert.Equal((25, true), ((int)reply["ping"]!, (bool)reply["pong"]!));
        Assert.NotEmpty((string)reply["version"]!);
        Assert.NotEmpty((string)reply["node"]!);
        Assert.InRange((long)reply["time"]!, 1_700_000_000_000, long.MaxValue);
        Assert.Null(reply["expires"]);
        Assert.Null(reply["subs"]);
    }

    [Fact]
    public async Task Commands_InOneFrame_AreAnsweredInTheirOrder()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.OpenAsync(hub);

        await client.Socket.SendAsync(
            """{"id":1,"connect":{}}""" + "\n" + """{"id":2,"subscribe":{"channel":"a"}}""" + "\n\n" + """{"send":{"data":1}}""" + "\n"
            + """{"id":3,"presence":{"channel":"a"}}""" + "\n" + """{"id":4,"ping":{}}""" + "\n");

        string[] expected = ["1 connect", "2 subscribe", "3 error", "4 ping"];
        foreach (var reply in expected)
        {
            var next = await client.NextAsync();
            Assert.Equal(reply, $"{next["id"]} {next.Last().Key}");
        }
    }

    [Fact]
    public async Task Publish_RepeatedWithItsKey_IsAnsweredAgainAndPassedOnOnce()
    {
        await using var hub = await HubServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));
        await client.ResultAsync("subscribe", """{"channel":"chat:a"}""");

        await client.Socket.SendAsync(
            """{"id":101,"publish":{"channel":"chat:a","data":1,"idempotency_key":"k"}}""" + "\n"
            + """{"id":102,"publish":{"channel":"chat:a","data":1,"idempotency_key":"k"}}""" + "\n" + """{"id":103,"ping":{}}""");

        string[] expected = ["push", "101 publish", "102 publish", "103 ping"];
        foreach (var message in expected)
        {
            var next = await client.NextAsync();
            Assert.Equal(message, $"{next["id"]} {next.Last().Key}".Trim());
        }
    }

    [Fact]
    public async Task Send_WithIdAndKey_IsAnswered()
    {
        await using var hub = await HubServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));

        await client.Socket.SendAsync(
            """{"id":101,"send":{"data":1}}""" + "\n" + """{"send":{"data":1,"idempotency_key":"k"}}""" + "\n"
            + """{"id":103,"send":{"data":1,"idempotency_key":"k"}}""" + "\n"
            + $$$"""{"id":104,"send":{"data":1,"idempotency_key":"{{{new string('k', 256)}}}"}}""" + "\n" + """{"id":105,"ping":{}}""");

        string[] expected = ["103 send", "104 error", "105 ping"];
        foreach (var message in expected)
        {
            var next = await client.NextAsync();
            Assert.Equal(message, $"{next["id"]} {next.Last().Key}");
        }
    }

    [Fact]
    public async Task Publication_CarriesItsPublisherTimeAndPosition()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42","info":{"name":"Ada"}}"""));
        await client.ResultAsync("subscribe", """{"channel":"chat:a"}""");

        Assert.Empty(await client.ResultAsync("publish", """{"channel":"chat:a","data":{"text":"hi"}}"""));

        var push = await client.PushAsync();
        Assert.Equal("chat:a", (string?)push["channel"]);
        Assert.Equal("""{"text":"hi"}""", push["pub"]!["data"]!.ToJsonString());
        Assert.Equal(1, (int)push["pub"]!["offset"]!);
        Assert.Equal("42", (string?)push["pub"]!["info"]!["user"]);
        Assert.Equal("""{"name":"Ada"}""", push["pub"]!["info"]!["conn_info"]!.ToJsonString());
        Assert.NotNull(push["pub"]!["time"]);
    }

    [Fact]
    public async Task Unsubscribe_EndsThePublications()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"a"}""");

        Assert.Empty(await client.ResultAsync("unsubscribe", """{"channel":"a"}"""));
        await hub.PublishAsync("a", "1");

        // What had come would have come before the reply.
        Assert.NotNull((await client.CommandAsync("ping", "{}"))["ping"]);
        Assert.Equal(0, hub.Channels.Count);
    }

    [Fact]
    public async Task Presence_NamesTheClientsAndCountsThem()
    {
        await using var hub = await StartHubAsync();
        await using var first = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));
        await using var second = await WireClient.ConnectAsync(hub, TokenFactory.Create("""{"sub":"42"}"""));
        await first.ResultAsync("subscribe", """{"channel":"chat:a"}""");
        await second.ResultAsync("subscribe", """{"channel":"chat:a"}""");

        var list = (await first.ResultAsync("presence", """{"channel":"chat:a"}"""))["presence"]!.AsObject();
        var stats = await first.ResultAsync("presence_stats", """{"channel":"chat:a"}""");

        Assert.Equal(2, list.Count);
        Assert.Equal("42", (string?)list[first.Id]!["user"]);
        Assert.Equal((2, 1), ((int)stats["num_clients"]!, (int)stats["num_users"]!));
        Assert.Equal(103, await first.ErrorAsync("presence", """{"channel":"cache:a"}"""));
    }

    [Fact]
    public async Task JoinAndLeave_AreToldToThoseWhoAsk()
    {
        await using var hub = await StartHubAsync();
        await using var watcher = await WireClient.ConnectAsync(hub);
        await watcher.ResultAsync("subscribe", """{"channel":"chat:a","join_leave":true}""");
        Assert.Equal(watcher.Id, (string?)(await watcher.PushAsync())["join"]!["info"]!["client"]);

        var other = await WireClient.ConnectAsync(hub);
        await other.ResultAsync("subscribe", """{"channel":"chat:a"}""");
        Assert.Equal(other.Id, (string?)(await watcher.PushAsync())["join"]!["info"]!["client"]);
        await other.DisposeAsync();

        Assert.Equal(other.Id, (string?)(await watcher.PushAsync())["leave"]!["info"]!["client"]);
    }

    [Fact]
    public async Task History_IsReadInPages()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);
        var epoch = await PublishAsync(hub, "chat:a", 5);

        Assert.Empty(Data(await client.ResultAsync("history", """{"channel":"chat:a"}""")));
        Assert.Equal((int[])[1, 2], Data(await client.ResultAsync("history", """{"channel":"chat:a","limit":2}""")));
        Assert.Equal(
            (int[])[3, 4], Data(await client.ResultAsync("history", $$$"""{"channel":"chat:a","limit":2,"since":{"offset":2,"epoch":"{{{epoch}}}"}}""")));
        Assert.Equal((int[])[5, 4], Data(await client.ResultAsync("history", """{"channel":"chat:a","limit":2,"reverse":true}""")));
        var all = await client.ResultAsync("history", """{"channel":"chat:a","limit":-1}""");
        Assert.Equal((int[])[1, 2, 3, 4, 5], Data(all));
        Assert.Equal((5, epoch), ((int)all["offset"]!, (string?)all["epoch"]));
        Assert.Equal(112, await client.ErrorAsync("history", """{"channel":"chat:a","limit":1,"since":{"offset":1,"epoch":"other"}}"""));
    }

    [Fact]
    public async Task Recovery_BringsExactlyWhatWasMissed()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);
        var epoch = await PublishAsync(hub, "chat:a", 5);

        var result = await client.ResultAsync("subscribe", $$"""{"channel":"chat:a","recover":true,"epoch":"{{epoch}}","offset":2}""");

        Assert.Equal((int[])[3, 4, 5], Data(result));
        Assert.Equal((true, true, true), ((bool)result["recovered"]!, (bool)result["was_recovering"]!, (bool)result["recoverable"]!));
        Assert.Equal(2, (int)result["offset"]!);
        await hub.PublishAsync("chat:a", "6");
        Assert.Equal(6, (int)(await client.PushAsync())["pub"]!["offset"]!);
    }

    [Theory]
    [InlineData("other", 2)]
    [InlineData(null, 99)]
    public async Task Recovery_ThatCannotBeWhole_BringsNothing(string? epoch, int offset)
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);
        epoch ??= await PublishAsync(hub, "chat:a", 5);

        var result = await client.ResultAsync("subscribe", $$"""{"channel":"chat:a","recover":true,"epoch":"{{epoch}}","offset":{{offset}}}""");

        Assert.Empty(Data(result));
        Assert.Equal((false, true), ((bool?)result["recovered"] ?? false, (bool)result["was_recovering"]!));
    }

    [Fact]
    public async Task Recovery_OfACache_BringsTheNewest()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);
        await PublishAsync(hub, "cache:a", 5);

        var result = await client.ResultAsync("subscribe", """{"channel":"cache:a","recover":true}""");

        Assert.Equal((int[])[5], Data(result));
        Assert.True((bool)result["recovered"]!);
    }

    [Fact]
    public async Task ServerSideSubscriptions_StandInTheConnectReply()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.OpenAsync(hub);
        var token = TokenFactory.Create("""{"sub":"42","channels":["chat:a"]}""");

        var subscriptions = (await client.ResultAsync("connect", $$"""{"token":"{{token}}"}"""))["subs"]!.AsObject();
        await hub.PublishAsync("#42", "\"inbox\"");
        await hub.PublishAsync("chat:a", "\"chat\"");

        Assert.Equal(["#42", "chat:a"], subscriptions.Select(entry => entry.Key).Order(StringComparer.Ordinal).ToArray());
        var received = new List<string>();
        while (received.Count < 2)
        {
            var push = await client.PushAsync();
            if (push["pub"] is { } publication)
            {
                received.Add($"{push["channel"]} {publication["data"]}");
            }
        }

        Assert.Equal(["#42 inbox", "chat:a chat"], received);
    }

    [Fact]
    public async Task TagFilter_LetsThroughWhatMatches()
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"filtered:a","tf":{"key":"kind","cmp":"eq","val":"b"}}""");

        await hub.PublishAsync("filtered:a", "1", new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "a" });
        await hub.PublishAsync("filtered:a", "2", new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "b" });

        var push = await client.PushAsync();
        Assert.Equal(2, (int)push["pub"]!["data"]!);
        Assert.Equal("b", (string?)push["pub"]!["tags"]!["kind"]);
        Assert.Equal(108, await client.ErrorAsync("subscribe", """{"channel":"chat:a","tf":{"key":"kind","cmp":"eq","val":"b"}}"""));
    }

    [Theory]
    [InlineData("subscribe", """{"channel":"chat:a","type":1}""", 107)]
    [InlineData("subscribe", """{"channel":"chat:a","type":1,"phase":2}""", 107)]
    [InlineData("publish", """{"channel":"chat:a","data":1,"type":1}""", 107)]
    [InlineData("publish", """{"channel":"chat:a","data":1,"type":4}""", 108)]
    public async Task Stream_TakenForAnotherKindOfChannel_IsRefused(string command, string request, int expected)
    {
        await using var hub = await StartHubAsync();
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(expected, await client.ErrorAsync(command, request));
    }

    private static async Task<string> PublishAsync(HubServer hub, string channel, int count)
    {
        var position = default(Position);
        for (var i = 1; i <= count; i++)
        {
            position = await hub.PublishAsync(channel, $"{i}");
        }

        return position.Epoch;
    }

    private static int[] Data(JsonObject result)
        => [.. (result["publications"] as JsonArray ?? []).Select(publication => (int)publication!["data"]!)];
}
