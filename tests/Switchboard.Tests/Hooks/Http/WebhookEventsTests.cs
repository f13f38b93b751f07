using System.Text.Json.Nodes;
using Switchboard.Specs;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Security;
using Switchboard.Webhooks;
using Xunit;

namespace Switchboard.Tests.Hooks.Http;

/// <summary>A back end is told over HTTP what happened.</summary>
public sealed class WebhookEventsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_LifeOfAConnection_ComeInOrder()
    {
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await HubServer.StartAsync(backEnd.Options("events"));
        await using (var client = await WireClient.ConnectAsync(hub))
        {
            await client.ResultAsync("subscribe", """{"channel":"chat:a"}""");
            await client.ResultAsync("publish", """{"channel":"chat:a","data":{"n":1}}""");
            await client.Socket.SendAsync("""{"send":{"data":{"to":"app"}}}""");
            await client.CommandAsync("ping", "{}");
            await client.Socket.SendCloseAsync(1000);
            await client.Socket.ReceiveCloseAsync();
        }

        var events = await EventsAsync(backEnd, 6);

        Assert.Equal(
            ["connected", "subscribed", "published", "message_received", "unsubscribed", "disconnected"], events.Select(happened => (string)happened["type"]!), StringComparer.Ordinal);
        Assert.Equal(6, events.Select(happened => (string)happened["id"]!).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal((1, 1, "chat:a"), ((int)events[2]["data"]!["n"]!, (int)events[2]["offset"]!, (string)events[2]["channel"]!));
        Assert.Equal("app", (string?)events[3]["data"]!["to"]);
        Assert.Equal(3000, (int)events[5]["code"]!);
    }

    [Fact]
    public async Task Events_OneCannotBeWritten_IsLostAndThoseBehindItAreSent()
    {
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("events"), "Hooks:Http:EventsPerRequest=1"]);
        var events = hub.Get<WebhookEvents>();

        await events.OnPublishedAsync(new PublishedEvent(null, "chat:a", null!) { Time = DateTimeOffset.UtcNow }, Cancelled);
        await events.OnMessageSentAsync(new MessageSentEvent(null, "42", new Publication { Data = "1"u8.ToArray() }) { Time = DateTimeOffset.UtcNow }, Cancelled);

        Assert.Equal("message_sent", (string?)Assert.Single(await EventsAsync(backEnd, 1))["type"]);
    }

    [Fact]
    public async Task Events_MessageToAUser_IsToldWhoeverSends()
    {
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("events"), "Hooks:Http:Events=messageSent", "Namespaces:default:AllowSend=service,anonymous"]);
        await using var client = await WireClient.ConnectAsync(hub);

        await client.ResultAsync("rpc", """{"method":"sb.send","data":{"user":"42","data":{"n":1},"idempotency_key":"k"}}""");
        await hub.Get<ISwitchboard>().SendAsync("43", "2"u8.ToArray(), cancellationToken: Cancelled);

        var events = await EventsAsync(backEnd, 2);
        Assert.Equal(["message_sent", "message_sent"], events.Select(happened => (string)happened["type"]!), StringComparer.Ordinal);
        Assert.Equal((client.Id, "42", 1, "k"), ((string?)events[0]["client"], (string?)events[0]["to"], (int)events[0]["data"]!["n"]!, (string?)events[0]["idempotency_key"]));
        Assert.Equal((null, "43", 2), ((string?)events[1]["client"], (string?)events[1]["to"], (int)events[1]["data"]!));
        Assert.Equal(32, ((string)events[1]["tags"]!["id"]!).Length);
    }

    [Fact]
    public async Task Events_ReceiptsOfServices_AreToldTogetherAndAgainUntilTheyAreTaken()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer(500);
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("events"), "Hooks:Http:Events=messageReceipt"]);
        var server = hub.Get<ISwitchboard>();
        for (var i = 0; i < 3; i++)
        {
            await server.SendAsync("42", "1"u8.ToArray(), cancellationToken: Cancelled);
        }

        string[] ids = [.. (await server.InboxAsync("42", cancellationToken: Cancelled)).Messages.Select(message => message.Id)];
        await server.MarkAsync("42", ids, InboxMark.Read, Cancelled);

        var first = await backEnd.NextAsync();
        Assert.Equal(first.Text, (await backEnd.NextAsync()).Text);
        var events = first.Body["events"]!.AsArray();
        Assert.Equal(ids.Order(StringComparer.Ordinal), events.Select(happened => (string)happened!["message"]!).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(events, happened => Assert.Equal(("message_receipt", "42", "read"), ((string)happened!["type"]!, (string)happened["to"]!, (string)happened["state"]!)));
        Assert.All(events, happened => Assert.True((long)happened!["read_at"]! >= (long)happened["accepted_at"]!));
        var store = hub.Get<Switchboard.InMemory.InMemoryInboxStore>();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while ((await store.ReadDueAsync(forServices: true, 10, Cancelled)).Count > 0)
        {
            await Task.Delay(5, patience.Token);
        }

        Assert.False(backEnd.HasMore);
    }

    [Fact]
    public async Task Events_ThoseThatWait_GoTogether()
    {
        var gate = new TaskCompletionSource();
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer(_ => gate.Task);
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("events"), "Hooks:Http:EventsPerRequest=4", "Hooks:Http:TimeoutMilliseconds=300000"]);
        var server = hub.Get<ISwitchboard>();
        await server.PublishAsync("news", "0"u8.ToArray(), cancellationToken: Cancelled);
        Assert.Equal([0], Numbers(await backEnd.NextAsync()));

        for (var i = 1; i <= 6; i++)
        {
            await server.PublishAsync("news", new[] { (byte)('0' + i) }, cancellationToken: Cancelled);
        }

        gate.SetResult();
        Assert.Equal([1, 2, 3, 4], Numbers(await backEnd.NextAsync()));
        Assert.Equal([5, 6], Numbers(await backEnd.NextAsync()));
    }

    [Fact]
    public async Task Events_BackEndFails_AreSentAgain()
    {
        await using var backEnd = await BackEnd.StartAsync();
        backEnd.Answer(500);
        await using var hub = await HubServer.StartAsync(backEnd.Options("events"));

        await hub.Get<ISwitchboard>().PublishAsync("news", "1"u8.ToArray(), cancellationToken: Cancelled);

        var first = await backEnd.NextAsync();
        Assert.Equal(first.Text, (await backEnd.NextAsync()).Text);
    }

    [Fact]
    public async Task Events_KindsThatAreNotWanted_AreNotSent()
    {
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("events"), "Hooks:Http:Events=disconnected"]);
        var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("publish", """{"channel":"news","data":1}""");
        await client.DisposeAsync();

        Assert.Equal("disconnected", (string?)Assert.Single(await EventsAsync(backEnd, 1))["type"]);
    }

    [Fact]
    public async Task Disconnected_UserComesBackInTime_IsNotSent()
    {
        await using var backEnd = await BackEnd.StartAsync();
        await using var hub = await HubServer.StartAsync([.. backEnd.Options("events"), "Hooks:Http:DisconnectGraceSeconds=3600", "Hooks:Http:Events=connected,disconnected"]);
        var token = TokenFactory.Create("""{"sub":"42"}""");
        var first = await WireClient.ConnectAsync(hub, token);
        await first.DisposeAsync();
        await Eventually.TrueAsync(() => hub.Connections.Count == 0 && hub.Get<Switchboard.Hooks.HookDispatcher>().Unfinished == 0, Cancelled);
        await using var second = await WireClient.ConnectAsync(hub, token);

        Assert.Equal(["connected", "connected"], (await EventsAsync(backEnd, 2)).Select(happened => (string)happened["type"]!), StringComparer.Ordinal);
        await hub.StopAsync();

        // The end of the second one, which the server made.
        var last = Assert.Single(await EventsAsync(backEnd, 1));
        Assert.Equal(("disconnected", 3001, second.Id), ((string)last["type"]!, (int)last["code"]!, (string)last["client"]!));
    }

    private static async Task<List<JsonNode>> EventsAsync(BackEnd backEnd, int count)
    {
        var events = new List<JsonNode>();
        while (events.Count < count)
        {
            events.AddRange((await backEnd.NextAsync()).Body["events"]!.AsArray().Select(happened => happened!));
        }

        return events;
    }

    private static IEnumerable<int> Numbers(BackEndRequest request) => request.Body["events"]!.AsArray().Select(happened => (int)happened!["data"]!);
}
