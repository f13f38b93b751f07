using Switchboard.Client.Tests.Support;
using Switchboard.Tests.Hub;

namespace Switchboard.Client.Tests;

public sealed class SubscriptionTests
{
    [Fact]
    public async Task Handler_ThatFails_GetsThePublicationAgainAndThePositionWaits()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var handled = new Recorder<string>();
        var failures = new Recorder<HandlerFailedEventArgs>();
        var fails = true;
        var news = client.CreateSubscription("news");
        news.HandlerFailed += (_, args) => failures.Add(args);
        news.OnReceived((publication, _) =>
        {
            if (Volatile.Read(ref fails) && publication.Offset == 2)
            {
                throw new InvalidOperationException("No.");
            }

            handled.Add(publication.ReadText());
            return ValueTask.CompletedTask;
        });
        await news.SubscribeAsync(Clients.Patience);
        await hub.PublishAsync("news", 1);
        await hub.PublishAsync("news", 2);
        await hub.PublishAsync("news", 3);

        Assert.Equal("1", await handled.NextAsync());
        var failure = await failures.NextAsync();
        Assert.Equal((1, "No."), (failure.Attempt, failure.Error.Message));
        Assert.Equal(2, (await failures.NextAsync()).Attempt);
        Assert.Equal(1UL, news.Position?.Offset);

        Volatile.Write(ref fails, false);
        Assert.Equal("2", await handled.NextAsync());
        Assert.Equal("3", await handled.NextAsync());
        await Eventually.TrueAsync(() => news.Position?.Offset == 3, Clients.Patience);
    }

    [Fact]
    public async Task Since_PositionOfAnEarlierRun_BringsWhatWasMissed()
    {
        await using var hub = await ClientHub.StartAsync();
        Position? stored;
        await using (var first = await Clients.ConnectAsync(hub.Url))
        {
            var news = first.CreateSubscription("news");
            await hub.PublishAsync("news", 0);
            await news.SubscribeAsync(Clients.Patience);
            await using var reading = news.ReadAllAsync(Clients.Patience).GetAsyncEnumerator(Clients.Patience);
            await hub.PublishAsync("news", 1);
            await hub.PublishAsync("news", 2);
            Assert.True(await reading.MoveNextAsync());
            Assert.True(await reading.MoveNextAsync());
            stored = news.Position;
        }

        await using var second = await Clients.ConnectAsync(hub.Url);
        var texts = new List<string>();
        await foreach (var publication in second.CreateSubscription("news", new SubscriptionOptions { Since = stored }).ReadAllAsync(Clients.Patience))
        {
            texts.Add(publication.ReadText());
            if (texts.Count == 1)
            {
                break;
            }
        }

        Assert.Equal(2UL, stored?.Offset);
        Assert.Equal(["2"], texts);
    }

    [Fact]
    public async Task Since_WhatWasMissed_MovesThePositionAsItIsHandled()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var epoch = "";
        for (var number = 1; number <= 3; number++)
        {
            epoch = (await hub.ApiAsync("publish", new { channel = "news", data = number })).GetProperty("epoch").GetString()!;
        }

        var news = client.CreateSubscription("news", new SubscriptionOptions { Since = new Position(1, epoch) });
        var subscribed = new Recorder<SubscribedEventArgs>();
        var handled = new Recorder<string>();
        using var gate = new SemaphoreSlim(0);
        news.Subscribed += (_, args) => subscribed.Add(args);
        news.OnReceived(async (publication, stop) =>
        {
            await gate.WaitAsync(stop);
            handled.Add(publication.ReadText());
        });
        await news.SubscribeAsync(Clients.Patience);

        Assert.Equal(new Position(1, epoch), (await subscribed.NextAsync()).Position);
        Assert.Equal(1UL, news.Position?.Offset);
        gate.Release(3);
        Assert.Equal("2", await handled.NextAsync());
        Assert.Equal("3", await handled.NextAsync());
        await Eventually.TrueAsync(() => news.Position?.Offset == 3, Clients.Patience);
        await hub.PublishAsync("news", 4);
        Assert.Equal("4", await handled.NextAsync());
    }

    [Fact]
    public async Task Buffer_Full_PausesAndLosesNothing()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.DeliveryBufferCount = 10);
        var news = client.CreateSubscription("news");
        var changes = new Recorder<SubscriptionChangeReason>();
        var handled = new Recorder<string>();
        using var gate = new SemaphoreSlim(0);
        news.StateChanged += (_, args) => changes.Add(args.Reason);
        news.OnReceived(async (publication, stop) =>
        {
            await gate.WaitAsync(stop);
            handled.Add(publication.ReadText());
        });
        await news.SubscribeAsync(Clients.Patience);

        for (var number = 0; number < 100; number++)
        {
            await hub.PublishAsync("news", number);
        }

        await Eventually.TrueAsync(() => news.State == SubscriptionState.Subscribing, Clients.Patience);
        Assert.Equal(SubscriptionChangeReason.Requested, await changes.NextAsync());
        Assert.Equal(SubscriptionChangeReason.Accepted, await changes.NextAsync());
        Assert.Equal(SubscriptionChangeReason.BufferFull, await changes.NextAsync());
        gate.Release(100);
        for (var number = 0; number < 100; number++)
        {
            Assert.Equal($"{number}", await handled.NextAsync());
        }
    }

    [Fact]
    public async Task Buffer_FullWithoutHistory_TellsOfTheGap()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.DeliveryBufferCount = 2);
        var plain = client.CreateSubscription("plain:a");
        var subscribed = new Recorder<SubscribedEventArgs>();
        plain.Subscribed += (_, args) => subscribed.Add(args);
        await plain.SubscribeAsync(Clients.Patience);
        Assert.False((await subscribed.NextAsync()).HasGap);
        for (var number = 0; number < 10; number++)
        {
            await hub.PublishAsync("plain:a", number);
        }

        await Eventually.TrueAsync(() => plain.State == SubscriptionState.Subscribing, Clients.Patience);
        plain.Received += (_, _) => { };

        Assert.True((await subscribed.NextAsync()).HasGap);
    }

    [Fact]
    public async Task Subscribe_NotAllowed_ThrowsTheHubsError()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var closed = client.CreateSubscription("closed:a");

        var failure = await Assert.ThrowsAsync<SwitchboardException>(() => closed.SubscribeAsync(Clients.Patience));

        Assert.Equal(ErrorCodes.PermissionDenied.Code, failure.Error.Code);
        Assert.Equal(SubscriptionState.Unsubscribed, closed.State);
    }

    [Fact]
    public async Task Subscribe_WithToken_IsAllowedAndRefreshed()
    {
        var time = new FakeTimeProvider();
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options =>
        {
            Clients.GoBy(time, options);
            options.Credentials = Tokens.ProviderFor("42");
        });
        var asked = new Recorder<string>();
        var closed = client.CreateSubscription("closed:a", new SubscriptionOptions
        {
            GetToken = (channel, _) =>
            {
                asked.Add(channel);
                var end = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds();
                return ValueTask.FromResult<string?>(Tokens.Sign($$"""{"sub":"42","channel":"{{channel}}","exp":{{end}}}"""));
            },
        });

        await closed.SubscribeAsync(Clients.Patience);

        Assert.Equal("closed:a", await asked.NextAsync());
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return asked.TryTake(out _);
        }, Clients.Patience);
        Assert.Equal(SubscriptionState.Subscribed, closed.State);
    }

    [Fact]
    public async Task Unsubscribe_ThenSubscribe_GoesOn()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var received = new Recorder<string>();
        var news = client.CreateSubscription("news");
        news.Received += (_, args) => received.Add(args.Publication.ReadText());
        await news.SubscribeAsync(Clients.Patience);
        await hub.PublishAsync("news", 1);
        Assert.Equal("1", await received.NextAsync());
        await Eventually.TrueAsync(() => news.Position?.Offset == 1, Clients.Patience);

        await news.UnsubscribeAsync(Clients.Patience);
        await hub.PublishAsync("news", 2);
        Assert.Equal(SubscriptionState.Unsubscribed, news.State);
        await news.SubscribeAsync(Clients.Patience);

        Assert.Equal("2", await received.NextAsync());
    }

    [Fact]
    public async Task Unsubscribe_ByTheHub_EndsReadingWithItsReason()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Credentials = Tokens.ProviderFor("42"));
        var news = client.Subscribe("news");
        await news.SubscribeAsync(Clients.Patience);
        await using var reading = news.ReadAllAsync(Clients.Patience).GetAsyncEnumerator(Clients.Patience);
        var next = reading.MoveNextAsync().AsTask();

        await hub.ApiAsync("unsubscribe", new { user = "42", channel = "news" });

        var failure = await Assert.ThrowsAsync<SwitchboardException>(() => next);
        Assert.Equal(UnsubscribeCodes.Server.Code, failure.Error.Code);
    }

    [Fact]
    public async Task JoinLeave_Wanted_TellsWhoComesAndGoes()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var joined = new Recorder<string>();
        var left = new Recorder<string>();
        var news = client.CreateSubscription("news", new SubscriptionOptions { JoinLeave = true });
        news.Joined += (_, args) => joined.Add(args.Client.Client);
        news.Left += (_, args) => left.Add(args.Client.Client);
        await news.SubscribeAsync(Clients.Patience);
        string id;
        await using (var other = await Clients.ConnectAsync(hub.Url))
        {
            id = other.ClientId!;
            await other.Subscribe("news").SubscribeAsync(Clients.Patience);
            await joined.NextAsync(client => string.Equals(client, id, StringComparison.Ordinal));
            Assert.Equal(2, (await client.GetPresenceAsync("news", Clients.Patience)).Count);
            Assert.Equal(new PresenceStats(2, 1), await client.GetPresenceStatsAsync("news", Clients.Patience));
        }

        Assert.Equal(id, await left.NextAsync());
    }

    [Fact]
    public async Task ServerSubscription_Inbox_IsRecoveredOverCuts()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        await using var client = Clients.Create(proxy.Url, options => options.Credentials = Tokens.ProviderFor("42"));
        var received = new Recorder<string>();
        client.ServerSubscriptions.OnReceived((channel, publication, _) =>
        {
            received.Add($"{channel} {publication.ReadText()}");
            return ValueTask.CompletedTask;
        });
        await client.ConnectAsync(Clients.Patience);
        Assert.Equal(["#42"], client.ServerSubscriptions.Channels);

        for (var number = 0; number < 30; number++)
        {
            await hub.PublishAsync("#42", number);
            if (number % 10 == 5)
            {
                proxy.Cut();
            }
        }

        for (var number = 0; number < 30; number++)
        {
            Assert.Equal($"#42 {number}", await received.NextAsync());
        }

        await Eventually.TrueAsync(() => client.ServerSubscriptions.PositionOf("#42")?.Offset == 30, Clients.Patience);
    }
}
