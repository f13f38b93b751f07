using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Hooks;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Hooks;

/// <summary>What observing hooks learn, when, and that nobody else waits for them.</summary>
public sealed class ObservingHooksTests
{
    private const string LongPatience = "Hooks:ObservationTimeoutMilliseconds=300000";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_LifeOfAConnection_ComeInOrder()
    {
        var hooks = new Observations();
        await using var hub = await StartAsync(hooks);
        var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"chat:a"}""");
        await client.ResultAsync("publish", """{"channel":"chat:a","data":{"n":1}}""");
        await client.Socket.SendAsync("""{"send":{"data":{"to":"app"}}}""");
        await client.CommandAsync("unsubscribe", """{"channel":"chat:a"}""");
        await client.Socket.SendCloseAsync(1000);

        Assert.Equal(client.Id, (await hooks.NextAsync<ConnectedEvent>()).Connection.Client);
        var subscribed = await hooks.NextAsync<SubscribedEvent>();
        Assert.Equal(("chat:a", false), (subscribed.Channel, subscribed.IsServerSide));
        var published = await hooks.NextAsync<PublishedEvent>();
        Assert.Equal((client.Id, "chat:a", 1ul), (published.Connection!.Client, published.Channel, published.Publication.Offset));
        Assert.Equal("{\"n\":1}", Encoding.UTF8.GetString(published.Publication.Data.Span));
        var received = await hooks.NextAsync<MessageReceivedEvent>();
        Assert.Equal("{\"to\":\"app\"}", Encoding.UTF8.GetString(received.Data.Span));
        Assert.True(received.IsJson);
        var unsubscribed = await hooks.NextAsync<UnsubscribedEvent>();
        Assert.Equal(("chat:a", null), (unsubscribed.Channel, unsubscribed.Code));
        Assert.Equal(CloseCodes.ConnectionClosed, (await hooks.NextAsync<DisconnectedEvent>()).Code);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Disconnected_ByTheServer_HasTheReasonAndComesBehindTheSubscriptions()
    {
        var hooks = new Observations();
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"news"}""");

        await hub.Get<ISwitchboard>().DisconnectAsync(ConnectionTarget.OfClient(client.Id), new CloseCode(4500, "enough"), Cancelled);

        await hooks.NextAsync<ConnectedEvent>();
        await hooks.NextAsync<SubscribedEvent>();
        await hooks.NextAsync<UnsubscribedEvent>();
        Assert.Equal(new CloseCode(4500, "enough"), (await hooks.NextAsync<DisconnectedEvent>()).Code);
    }

    [Fact]
    public async Task Unsubscribed_ByTheServer_HasTheCode()
    {
        var hooks = new Observations();
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);
        await hub.Get<ISwitchboard>().SubscribeAsync(ConnectionTarget.OfClient(client.Id), "closed:a", cancellationToken: Cancelled);

        await hub.Get<ISwitchboard>().UnsubscribeAsync(ConnectionTarget.OfClient(client.Id), "closed:a", cancellationToken: Cancelled);

        await hooks.NextAsync<ConnectedEvent>();
        Assert.True((await hooks.NextAsync<SubscribedEvent>()).IsServerSide);
        Assert.Equal(UnsubscribeCodes.Server, (await hooks.NextAsync<UnsubscribedEvent>()).Code);
    }

    [Fact]
    public async Task Connected_HookThatSubscribesTheConnection_IsHeeded()
    {
        ISwitchboard? server = null;
        var hooks = new Observations();
        hooks.Before = async happened =>
        {
            if (happened is ConnectedEvent connected)
            {
                await server!.SubscribeAsync(ConnectionTarget.OfClient(connected.Connection.Client), "closed:a", cancellationToken: Cancelled);
            }
        };
        await using var hub = await StartAsync(hooks);
        server = hub.Get<ISwitchboard>();

        await using var client = await WireClient.ConnectAsync(hub);

        Assert.NotNull((await client.PushAsync())["subscribe"]);
    }

    [Fact]
    public async Task Connection_ThatWasRefused_IsNotToldOf()
    {
        var hooks = new Observations();
        await using var hub = await StartAsync(hooks, "Connections:AllowAnonymous=false");
        await using (var refused = await WireClient.OpenAsync(hub))
        {
            await refused.ErrorAsync("connect", "{}");
        }

        await Eventually.TrueAsync(() => hub.Connections.Count == 0, Cancelled);
        await hub.StopAsync();

        Assert.Empty(hooks.Rest());
    }

    [Theory]
    [InlineData(InboxMark.Delivered, MessageState.Delivered)]
    [InlineData(InboxMark.Archived, MessageState.Read)]
    public async Task MessageReceipt_OfAServicesMessage_IsTold(InboxMark mark, MessageState state)
    {
        var hooks = new Observations();
        await using var hub = await HubServer.StartAsync(builder => builder.AddHooks(hooks));
        var server = hub.Get<ISwitchboard>();
        await server.SendAsync("42", "1"u8.ToArray(), cancellationToken: Cancelled);
        await hooks.NextAsync<PublishedEvent>();
        var sent = await hooks.NextAsync<MessageSentEvent>();
        var id = sent.Publication.Tags!["id"];

        await server.MarkAsync("42", [id], mark, Cancelled);

        MessageReceipt? receipt = null;
        while (receipt is null)
        {
            receipt = (await hooks.NextAsync<HookEvent>() as MessageReceiptEvent)?.Receipt;
        }

        Assert.Equal((id, "42", state), (receipt.Id, receipt.User, receipt.State));
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("failed")]
    public async Task MessageReceipt_OfAnEnd_IsTold(string end)
    {
        var hooks = new Observations();
        await using var hub = await HubServer.StartAsync(builder => builder.AddHooks(hooks), "Inbox:MaxMessages=1");
        var expiry = end == "expired" ? 1 : (long?)null;
        var outcome = await hub.Get<Switchboard.Commands.Inbox.MessageHandler>().HandleAsync(
            Principal.Service, connection: null, new Switchboard.Commands.Inbox.MessageRequest(["42"], "1"u8.ToArray()) { ExpiresMilliseconds = expiry }, Cancelled);
        Assert.True(outcome.IsSuccess);
        if (expiry is null)
        {
            await hub.Get<ISwitchboard>().SendAsync("42", "2"u8.ToArray(), cancellationToken: Cancelled);
        }

        MessageReceipt? receipt = null;
        while (receipt is null)
        {
            receipt = (await hooks.NextAsync<HookEvent>() as MessageReceiptEvent)?.Receipt;
        }

        Assert.Equal((outcome.Value![0].Id, end), (receipt.Id, receipt.State.ToString().ToLowerInvariant()));
        Assert.NotNull(receipt.EndedAt);
    }

    [Fact]
    public async Task MessageSent_ToAUser_IsToldBesideThePublication()
    {
        var hooks = new Observations();
        await using var hub = await StartAsync(hooks);

        await hub.Get<ISwitchboard>().SendAsync("42", "1"u8.ToArray(), new MessageOptions { IdempotencyKey = "k" }, Cancelled);

        var published = await hooks.NextAsync<PublishedEvent>();
        Assert.Equal(("#42", "k"), (published.Channel, published.IdempotencyKey));
        Assert.Null(published.Connection);
        var sent = await hooks.NextAsync<MessageSentEvent>();
        Assert.Equal(("42", "k"), (sent.User, sent.IdempotencyKey));
    }

    [Fact]
    public async Task MessageSent_ByAClient_IsToldWithItsSender()
    {
        var hooks = new Observations();
        await using var hub = await StartAsync(hooks, "Namespaces:default:AllowSend=anonymous");
        await using var client = await WireClient.ConnectAsync(hub);
        const string Message = """{"method":"sb.send","data":{"user":"42","data":1,"event":"note","idempotency_key":"k"}}""";

        var answer = await client.ResultAsync("rpc", Message);
        await client.ResultAsync("rpc", Message);

        await hooks.NextAsync<ConnectedEvent>();
        var published = await hooks.NextAsync<PublishedEvent>();
        Assert.Equal((client.Id, "#42", "k"), (published.Connection!.Client, published.Channel, published.IdempotencyKey));
        var sent = await hooks.NextAsync<MessageSentEvent>();
        Assert.Equal((client.Id, "42", "k"), (sent.Connection!.Client, sent.User, sent.IdempotencyKey));
        Assert.Equal(("note", (string?)answer["data"]!["messages"]![0]!["id"]), (sent.Publication.Event, sent.Publication.Tags!["id"]));
        Assert.Empty(hooks.Rest());
    }

    [Fact]
    public async Task Published_RefusedOrRepeated_IsNotTold()
    {
        var hooks = new Observations();
        await using var hub = await StartAsync(hooks);
        var server = hub.Get<ISwitchboard>();
        var key = new PublishOptions { IdempotencyKey = "k" };

        foreach (var channel in (string[])["chat:a", "news"])
        {
            await server.PublishAsync(channel, "1"u8.ToArray(), key, Cancelled);
            await server.PublishAsync(channel, "1"u8.ToArray(), key, Cancelled);
            await Assert.ThrowsAsync<SwitchboardException>(() => server.PublishAsync(channel, "no json"u8.ToArray(), cancellationToken: Cancelled).AsTask());
        }

        Assert.Equal(["chat:a", "news"], hooks.Rest().Cast<PublishedEvent>().Select(published => published.Channel), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Published_HookIsSlow_ThePublisherWaitsAndSubscribersDoNot()
    {
        var gate = new TaskCompletionSource();
        var hooks = new Observations { Before = happened => happened is PublishedEvent { Connection: not null } ? gate.Task : Task.CompletedTask };
        await using var hub = await StartAsync(hooks, LongPatience);
        await using var publisher = await WireClient.ConnectAsync(hub);
        await using var subscriber = await WireClient.ConnectAsync(hub);
        await subscriber.ResultAsync("subscribe", """{"channel":"news"}""");

        await publisher.Socket.SendAsync("""{"id":100,"publish":{"channel":"news","data":1}}""");
        Assert.NotNull((await subscriber.PushAsync())["pub"]);
        await hub.Get<ISwitchboard>().PublishAsync("news", "2"u8.ToArray(), cancellationToken: Cancelled);
        Assert.Equal(2, (int)(await subscriber.PushAsync())["pub"]!["data"]!);

        gate.SetResult();
        await publisher.ReplyAsync(100);
        Assert.Contains(hooks.Rest(), happened => happened is PublishedEvent { Connection: not null });
    }

    [Fact]
    public async Task Published_RepeatedWhileTheHookIsBeingTold_IsAnsweredBehindIt()
    {
        var gate = new TaskCompletionSource();
        var isTelling = new TaskCompletionSource();
        var hooks = new Observations
        {
            Before = happened =>
            {
                isTelling.TrySetResult();
                return gate.Task;
            },
        };
        await using var hub = await StartAsync(hooks, LongPatience);
        var server = hub.Get<ISwitchboard>();
        var key = new PublishOptions { IdempotencyKey = "k" };
        var first = server.PublishAsync("chat:a", "1"u8.ToArray(), key, Cancelled).AsTask();
        await isTelling.Task.WaitAsync(Cancelled);

        var repeated = server.PublishAsync("chat:a", "1"u8.ToArray(), key, Cancelled).AsTask();
        Assert.False(repeated.IsCompleted);

        gate.SetResult();
        Assert.Equal(await first, await repeated);
        Assert.Single(hooks.Rest());
    }

    [Fact]
    public async Task Events_ManyConnections_EachHasItsOrder()
    {
        var hooks = new Observations { Before = static async _ => await Task.Yield() };
        await using var hub = await StartAsync(hooks);
        var clients = new WireClient[8];
        for (var i = 0; i < clients.Length; i++)
        {
            clients[i] = await WireClient.ConnectAsync(hub);
        }

        await Task.WhenAll(clients.Select(async client =>
        {
            for (var n = 0; n < 50; n++)
            {
                await client.Socket.SendAsync($$$"""{"send":{"data":{{{n}}}}}""");
            }

            await client.CommandAsync("ping", "{}");
        }));

        var received = hooks.Rest().OfType<MessageReceivedEvent>().ToLookup(
            happened => happened.Connection.Client, happened => int.Parse(happened.Data.Span), StringComparer.Ordinal);
        Assert.All(clients, client => Assert.Equal(Enumerable.Range(0, 50), received[client.Id]));
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Queue_IsFull_TheConnectionsCommandsWait()
    {
        var gate = new TaskCompletionSource();
        var hooks = new Observations { Before = _ => gate.Task };
        await using var hub = await StartAsync(hooks, LongPatience, "Hooks:QueuedEvents=2");
        await using var client = await WireClient.ConnectAsync(hub);
        await using var other = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"a"}""");
        await client.ResultAsync("subscribe", """{"channel":"b"}""");
        await Eventually.TrueAsync(() => hub.Get<HookDispatcher>().Queued == 2, Cancelled);

        await client.Socket.SendAsync("""{"id":100,"subscribe":{"channel":"c"}}""");
        await other.CommandAsync("ping", "{}");

        Assert.Null(hub.Connections.Find(client.Id)!.Find("c"));
        gate.SetResult();
        Assert.NotNull((await client.ReplyAsync(100))["subscribe"]);
    }

    [Fact]
    public async Task Queue_IsFull_WhatTheServerDoesIsDroppedCountedAndLogged()
    {
        var gate = new TaskCompletionSource();
        var isTelling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var logger = new RecordingLogger<HookDispatcher>();
        var hooks = new Observations
        {
            Before = _ =>
            {
                isTelling.TrySetResult();
                return gate.Task;
            },
        };
        await using var hub = await HubServer.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<ILogger<HookDispatcher>>(logger);
                builder.AddHooks(hooks);
            },
            LongPatience,
            "Hooks:QueuedEvents=1");
        await using var client = await WireClient.ConnectAsync(hub);
        await isTelling.Task.InTime();
        await Eventually.TrueAsync(() => hub.Get<HookDispatcher>().Queued == 0, Cancelled);

        foreach (var channel in (string[])["a", "b", "c"])
        {
            await hub.Get<ISwitchboard>().SubscribeAsync(ConnectionTarget.OfClient(client.Id), channel, cancellationToken: Cancelled);
        }

        Assert.Equal(342, Assert.Single(logger.Entries).Id);
        gate.SetResult();
        await hooks.NextAsync<ConnectedEvent>();
        Assert.Equal("a", (await hooks.NextAsync<SubscribedEvent>()).Channel);
        Assert.Equal("b", (await hooks.NextAsync<SubscribedEvent>()).Channel);
    }

    [Fact]
    public async Task Hook_ThatThrows_IsLoggedWithAnIdAndTheNextEventComes()
    {
        var logger = new RecordingLogger<HookDispatcher>();
        var hooks = new Observations { Before = happened => happened is ConnectedEvent ? throw new InvalidOperationException() : Task.CompletedTask };
        await using var hub = await HubServer.StartAsync(builder =>
        {
            builder.Services.AddSingleton<ILogger<HookDispatcher>>(logger);
            builder.AddHooks(hooks);
        });

        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"a"}""");

        await hooks.NextAsync<SubscribedEvent>();
        var entry = Assert.Single(logger.Entries);
        Assert.Equal(341, entry.Id);
        Assert.Contains("Error id ", entry.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hook_ThatNeverReturns_IsLeftBehindAtTheDeadline()
    {
        var forever = new TaskCompletionSource();
        var hooks = new Observations { Before = happened => happened is ConnectedEvent ? forever.Task : Task.CompletedTask };
        await using var hub = await StartAsync(hooks, "Hooks:ObservationTimeoutMilliseconds=10");
        await using var client = await WireClient.ConnectAsync(hub);

        await client.ResultAsync("publish", """{"channel":"news","data":1}""");

        await hooks.NextAsync<PublishedEvent>();
    }

    [Fact]
    public async Task Stop_WaitsForTheLastEvents()
    {
        var hooks = new Observations { Before = static async _ => await Task.Yield() };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        await hub.StopAsync();

        await hooks.NextAsync<ConnectedEvent>();
        Assert.Equal(CloseCodes.Shutdown, (await hooks.NextAsync<DisconnectedEvent>()).Code);
    }

    private static Task<HubServer> StartAsync(Observations hooks, params string[] options)
        => HubServer.StartAsync(builder => builder.AddHooks(hooks), options);
}
