using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchboard.Hooks;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Hooks;

/// <summary>What deciding hooks can do to what clients ask for.</summary>
public sealed class DecidingHooksTests
{
    private const string Asked = "Namespaces:asked:AllowSubscribe=hook";
    private const string AskedPublish = "Namespaces:asked:AllowPublish=hook";
    private const string NoAnonymous = "Connections:AllowAnonymous=false";
    private static readonly ErrorCode _own = new(461, "not today");

    [Fact]
    public async Task Connecting_NoWord_LetsInAsBefore()
    {
        await using var hub = await StartAsync(new Decisions());
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.True(Assert.Single(hub.Connections.All).Principal.Kind == PrincipalKind.Anonymous);
    }

    [Fact]
    public async Task Connecting_NoWordWhereAnonymousMayNot_IsUnauthorized()
    {
        await using var hub = await StartAsync(new Decisions(), NoAnonymous);
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(101, await client.ErrorAsync("connect", "{}"));
    }

    [Fact]
    public async Task Connecting_AllowWhereAnonymousMayNot_LetsIn()
    {
        await using var hub = await StartAsync(Decisions.OnConnecting(context => context.Allow()), NoAnonymous);

        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Single(hub.Connections.All);
    }

    [Fact]
    public async Task Connecting_Principal_IsWhoTheClientIs()
    {
        var hooks = Decisions.OnConnecting(context =>
        {
            Assert.True(context.IsUndecided);
            context.Principal = new Principal { Kind = PrincipalKind.User, UserId = "42", Info = "{\n\"name\":\"Ann\"}"u8.ToArray() };
            context.AddClaim("role", "admin");
            context.ReplyData = "{\"hello\":1}"u8.ToArray();
        });
        await using var hub = await StartAsync(hooks, NoAnonymous);
        await using var client = await WireClient.OpenAsync(hub);

        var reply = await client.ResultAsync("connect", "{}");

        var principal = Assert.Single(hub.Connections.All).Principal;
        Assert.Equal("42", principal.UserId);
        Assert.Equal("{\"name\":\"Ann\"}", Encoding.UTF8.GetString(principal.Info.Span));
        Assert.Equal("admin", Assert.Single(principal.Claims).Value);
        Assert.Equal(1, (int)reply["data"]!["hello"]!);
        Assert.NotNull(reply["subs"]!["#42"]);
    }

    [Fact]
    public async Task Connecting_Question_HasWhatTheClientSent()
    {
        ConnectingContext? asked = null;
        await using var hub = await StartAsync(Decisions.OnConnecting(context => asked = context));
        await using var client = await WireClient.OpenAsync(hub);

        await client.ResultAsync("connect", """{"data":{"a":1},"headers":{"authorization":"x"},"name":"js","subs":{"news":{}}}""");

        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(asked!.Data.Span));
        Assert.Equal("x", asked.ClientHeaders["authorization"]);
        Assert.Equal("js", asked.Connection.ClientName);
        Assert.Equal("websocket", asked.Connection.Transport);
        Assert.Equal(["news"], asked.RequestedChannels, StringComparer.Ordinal);
        Assert.Equal("hub.test", asked.Header("Host"));
        Assert.Null(asked.Header("X-Absent"));
        Assert.False(asked.HasToken);
    }

    [Fact]
    public async Task Connecting_Deny_AnswersWithTheError()
    {
        await using var hub = await StartAsync(Decisions.OnConnecting(context => context.Deny(_own)));
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(461, await client.ErrorAsync("connect", "{}"));
    }

    [Fact]
    public async Task Connecting_Disconnect_ClosesWithTheCode()
    {
        await using var hub = await StartAsync(Decisions.OnConnecting(context => context.Disconnect(new CloseCode(4501, "go"))));
        await using var client = await WireClient.OpenAsync(hub);

        await client.Socket.SendAsync("""{"id":1,"connect":{}}""");

        Assert.Equal(4501, (await client.Socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task Connecting_SubscriptionsAdded_AreServerSide()
    {
        var hooks = Decisions.OnConnecting(context => context.Subscribe("closed:a", new SubscribeOptions { Data = "7"u8.ToArray() }));
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.OpenAsync(hub);

        var reply = await client.ResultAsync("connect", "{}");

        Assert.Equal(7, (int)reply["subs"]!["closed:a"]!["data"]!);
        await hub.PublishAsync("closed:a", "1");
        Assert.Equal("closed:a", (string?)(await client.PushAsync())["channel"]);
    }

    [Fact]
    public async Task Connecting_SubscriptionToNoChannel_LetsNobodyIn()
    {
        await using var hub = await StartAsync(Decisions.OnConnecting(context => context.Subscribe("nowhere:a")));
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(102, await client.ErrorAsync("connect", "{}"));
    }

    [Fact]
    public async Task Connecting_SeveralHooks_TheFirstDenialIsFinal()
    {
        var asked = new List<string>();
        await using var hub = await HubServer.StartAsync(builder => builder
            .AddHooks(Decisions.OnConnecting(_ => asked.Add("first")))
            .AddHooks(Decisions.OnConnecting(context => context.Deny(_own)))
            .AddHooks(Decisions.OnConnecting(_ => asked.Add("third"))));
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(461, await client.ErrorAsync("connect", "{}"));

        Assert.Equal(["first"], asked, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Connecting_Throws_IsAnInternalErrorWithAnIdAndOneLogLine()
    {
        var logger = new RecordingLogger<HookDecisions>();
        await using var hub = await HubServer.StartAsync(builder =>
        {
            builder.Services.AddSingleton<ILogger<HookDecisions>>(logger);
            builder.AddHooks(Decisions.OnConnecting(_ => throw new InvalidOperationException("secret")));
        });
        await using var client = await WireClient.OpenAsync(hub);

        var error = (await client.CommandAsync("connect", "{}"))["error"]!;

        Assert.Equal(100, (int)error["code"]!);
        var id = ((string)error["message"]!).Split("(id ")[1].TrimEnd(')');
        Assert.Contains(id, Assert.Single(logger.Entries).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connecting_ThrowsAnError_AnswersWithIt()
    {
        await using var hub = await StartAsync(Decisions.OnConnecting(_ => throw new SwitchboardException(_own)));
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(461, await client.ErrorAsync("connect", "{}"));
    }

    [Fact]
    public async Task Connecting_NeverAnswers_IsAnInternalErrorAtTheDeadline()
    {
        var forever = new TaskCompletionSource();
        var hooks = new Decisions { Connecting = (_, _) => forever.Task };
        await using var hub = await StartAsync(hooks, "Hooks:DecisionTimeoutMilliseconds=10");
        await using var client = await WireClient.OpenAsync(hub);

        Assert.Equal(100, await client.ErrorAsync("connect", "{}"));
    }

    [Fact]
    public async Task Subscribing_LeftToTheHook_IsDeniedUnlessAllowed()
    {
        var hooks = new Decisions { Subscribing = Decisions.At<SubscribingContext>(context => Answer(context, context.Channel == "asked:yes")) };
        await using var hub = await StartAsync(hooks, Asked);
        await using var client = await WireClient.ConnectAsync(hub);

        await client.ResultAsync("subscribe", """{"channel":"asked:yes"}""");

        Assert.Equal(103, await client.ErrorAsync("subscribe", """{"channel":"asked:no"}"""));
        Assert.Equal(1, hub.Channels.Count);
    }

    [Fact]
    public async Task Subscribing_LeftToTheHookWhichThereIsNot_IsDenied()
    {
        await using var hub = await HubServer.StartAsync(Asked);
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(103, await client.ErrorAsync("subscribe", """{"channel":"asked:yes"}"""));
    }

    [Fact]
    public async Task Subscribing_AllowWhereTheNamespaceDenies_IsDeniedAllTheSame()
    {
        var isAsked = false;
        var hooks = new Decisions { Subscribing = Decisions.At<SubscribingContext>(context => { isAsked = true; context.Allow(); }) };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(103, await client.ErrorAsync("subscribe", """{"channel":"closed:a"}"""));
        Assert.False(isAsked);
    }

    [Fact]
    public async Task Subscribing_Deny_NarrowsWhatTheNamespaceAllows()
    {
        var hooks = new Decisions { Subscribing = Decisions.At<SubscribingContext>(context => context.Deny(_own)) };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(461, await client.ErrorAsync("subscribe", """{"channel":"news"}"""));
    }

    [Fact]
    public async Task Subscribing_WhatIsAskedForAtConnect_IsAskedAboutToo()
    {
        var hooks = new Decisions { Subscribing = Decisions.At<SubscribingContext>(context => Answer(context, context.Channel != "news")) };
        await using var hub = await StartAsync(hooks, Asked);
        await using var client = await WireClient.OpenAsync(hub);

        var reply = await client.ResultAsync("connect", """{"subs":{"news":{},"asked:a":{}}}""");

        Assert.Equal(["asked:a"], reply["subs"]!.AsObject().Select(entry => entry.Key), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Subscribing_Options_AreTheSubscriptions()
    {
        var hooks = new Decisions
        {
            Subscribing = Decisions.At<SubscribingContext>(context =>
            {
                Assert.Equal("{\"why\":1}", Encoding.UTF8.GetString(context.Data.Span));
                context.Options = context.Options with { Data = "\"welcome\""u8.ToArray(), Info = "{\"seat\":1}"u8.ToArray() };
            }),
        };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        var reply = await client.ResultAsync("subscribe", """{"channel":"chat:a","data":{"why":1}}""");

        Assert.Equal("welcome", (string?)reply["data"]);
        var presence = await client.ResultAsync("presence", """{"channel":"chat:a"}""");
        Assert.Equal(1, (int)presence["presence"]![client.Id]!["chan_info"]!["seat"]!);
    }

    [Fact]
    public async Task Subscribing_Disconnect_ClosesTheConnection()
    {
        var hooks = new Decisions { Subscribing = Decisions.At<SubscribingContext>(context => context.Disconnect(CloseCodes.PermissionDenied)) };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        await client.Socket.SendAsync("""{"id":9,"subscribe":{"channel":"news"}}""");

        Assert.Equal(3507, (await client.Socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task Publishing_DataAndOptions_AreReplaced()
    {
        var hooks = new Decisions
        {
            Publishing = Decisions.At<PublishingContext>(context =>
            {
                context.Data = "{\n\"checked\":true}"u8.ToArray();
                context.Options = context.Options with { Event = "checked" };
            }),
        };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);
        await client.ResultAsync("subscribe", """{"channel":"chat:a"}""");

        await client.ResultAsync("publish", """{"channel":"chat:a","data":{"checked":false}}""");

        var publication = await PublicationAsync(client);
        Assert.True((bool)publication["data"]!["checked"]!);
        Assert.Equal("checked", (string?)publication["tags"]!["event"]);
    }

    [Fact]
    public async Task Publishing_DataThatTheNamespaceRefuses_IsABadRequest()
    {
        var hooks = new Decisions { Publishing = Decisions.At<PublishingContext>(context => context.Data = "no json"u8.ToArray()) };
        await using var hub = await StartAsync(hooks);
        await using var client = await WireClient.ConnectAsync(hub);

        Assert.Equal(107, await client.ErrorAsync("publish", """{"channel":"news","data":1}"""));
    }

    [Fact]
    public async Task Publishing_LeftToTheHook_IsDeniedUnlessAllowed()
    {
        var hooks = new Decisions { Publishing = Decisions.At<PublishingContext>(context => Answer(context, context.Data.Span.SequenceEqual("1"u8))) };
        await using var hub = await StartAsync(hooks, AskedPublish);
        await using var client = await WireClient.ConnectAsync(hub);

        await client.ResultAsync("publish", """{"channel":"asked:a","data":1}""");

        Assert.Equal(103, await client.ErrorAsync("publish", """{"channel":"asked:a","data":2}"""));
    }

    [Fact]
    public async Task Publishing_ByServerCode_IsNotAskedAbout()
    {
        var hooks = new Decisions { Publishing = Decisions.At<PublishingContext>(context => context.Deny()) };
        await using var hub = await StartAsync(hooks);

        await hub.Get<ISwitchboard>().PublishAsync("news", "1"u8.ToArray(), cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Publishing_SlowHook_HoldsUpItsConnectionAlone()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        var hooks = new Decisions
        {
            Publishing = async context =>
            {
                if (context.Data.Span.SequenceEqual("1"u8))
                {
                    asked.SetResult();
                    await answer.Task;
                }
            },
        };
        await using var hub = await StartAsync(hooks, "Hooks:DecisionTimeoutMilliseconds=300000");
        await using var slow = await WireClient.ConnectAsync(hub);
        await using var quick = await WireClient.ConnectAsync(hub);
        await slow.ResultAsync("subscribe", """{"channel":"news"}""");
        await slow.Socket.SendAsync("""{"id":100,"publish":{"channel":"news","data":1}}""");
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);

        await quick.ResultAsync("publish", """{"channel":"news","data":2}""");

        Assert.Equal(2, (int)(await PublicationAsync(slow))["data"]!);
        answer.SetResult();
        await slow.ReplyAsync(100);
        Assert.Equal(1, (int)(await PublicationAsync(slow))["data"]!);
    }

    [Fact]
    public async Task Hooks_OneClassOfBothKinds_IsOneSingleton()
    {
        await using var hub = await HubServer.StartAsync(builder => builder.AddHooks<BothHooks>());

        await using var client = await WireClient.ConnectAsync(hub);

        await Eventually.TrueAsync(() => hub.Get<BothHooks>() is { Connecting: 1, Connected: 1 }, TestContext.Current.CancellationToken);
    }

    private static Task<HubServer> StartAsync(Decisions hooks, params string[] options) => HubServer.StartAsync(builder => builder.AddHooks(hooks), options);

    private static void Answer(PermissionContext context, bool isYes)
    {
        if (isYes)
        {
            context.Allow();
        }
        else if (!context.IsUndecided)
        {
            context.Deny();
        }
    }

    private static async Task<JsonNode> PublicationAsync(WireClient client)
    {
        while (true)
        {
            if ((await client.PushAsync())["pub"] is { } publication)
            {
                return publication;
            }
        }
    }
}
