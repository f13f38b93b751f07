using Switchboard.Client.Tests.Support;
using Switchboard.Tests.Hub;

namespace Switchboard.Client.Tests;

/// <summary>Connections that break, in every way that a network has.</summary>
public sealed class ReconnectTests
{
    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Cut_WhilePublishing_EverythingIsReceivedOnceInOrder(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        await using var client = await Clients.ConnectAsync(proxy.Url, options => options.Encoding = encoding);
        var received = new Recorder<string>();
        var gaps = new Recorder<bool>();
        var news = client.CreateSubscription("news");
        news.Received += (_, args) => received.Add(args.Publication.ReadText());
        news.Subscribed += (_, args) => gaps.Add(args.HasGap);
        await news.SubscribeAsync(Clients.Patience);

        for (var number = 0; number < 200; number++)
        {
            await hub.PublishAsync("news", number);
            if (number % 40 == 20)
            {
                proxy.Cut();
            }
        }

        for (var number = 0; number < 200; number++)
        {
            Assert.Equal($"{number}", await received.NextAsync());
        }

        Assert.True(proxy.ConnectionCount > 1);
        while (gaps.TryTake(out var hasGap))
        {
            Assert.False(hasGap);
        }
    }

    [Fact]
    public async Task Restart_WithMemoryGone_TellsOfTheGap()
    {
        await using var proxy = new TcpProxy(0);
        var subscribed = new Recorder<SubscribedEventArgs>();
        await using var client = Clients.Create(proxy.Url);
        var news = client.Subscribe("news");
        news.Subscribed += (_, args) => subscribed.Add(args);
        await using (var first = await ClientHub.StartAsync())
        {
            await first.PublishAsync("news", 1);
            proxy.TargetPort = first.Port;
            await client.ConnectAsync(Clients.Patience);
            var args = await subscribed.NextAsync();
            Assert.False(args.HasGap);
            Assert.True(args.IsRecoverable);
        }

        await using var second = await ClientHub.StartAsync();
        await second.PublishAsync("news", 2);
        proxy.TargetPort = second.Port;
        proxy.Cut();

        var again = await subscribed.NextAsync();
        Assert.Equal((true, false, true), (again.WasRecovering, again.WasRecovered, again.HasGap));
    }

    [Fact]
    public async Task HalfOpen_NothingComes_IsNoticedAndMendedByANewConnection()
    {
        // The client's time alone goes on quickly: the hub would otherwise miss the pongs, and hang up first.
        var time = new FakeTimeProvider();
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        await using var client = await Clients.ConnectAsync(proxy.Url, options =>
        {
            options.TimeProvider = time;
            options.ConnectTimeout = TimeSpan.FromHours(1);
        });
        var changes = new Recorder<ConnectionStateChangedEventArgs>();
        client.StateChanged += (_, change) => changes.Add(change);

        proxy.Swallow();
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return client.State == ConnectionState.Connecting;
        }, Clients.Patience);

        // Events of the first connecting may still be on their way.
        var change = await changes.NextAsync(change => change.Previous == ConnectionState.Connected);
        Assert.Equal(ConnectionChangeReason.PingTimeout, change.Reason);
        proxy.Heal();
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            return client.State == ConnectionState.Connected;
        }, Clients.Patience);
    }

    [Fact]
    public async Task Delay_OnEveryByte_OnlyTakesLonger()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port) { Delay = TimeSpan.FromMilliseconds(20) };
        await using var client = await Clients.ConnectAsync(proxy.Url);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => client.PublishAsync("news", Clients.Json($"{number}"), Clients.Patience)));

        var history = await client.GetHistoryAsync("news", cancellationToken: Clients.Patience);
        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"{number}"), history.Publications.Select(publication => publication.ReadText()), StringComparer.Ordinal);
        Assert.Equal(history.Top, new Position(50, history.Publications[0].Epoch));
    }

    [Fact]
    public async Task Cut_BeforeTheAnswer_FailsTheRequestAsTransient()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        await using var client = await Clients.ConnectAsync(proxy.Url);
        proxy.Swallow();
        var publishing = client.PublishAsync("news", Clients.Json("1"), Clients.Patience);

        proxy.Heal();

        var failure = await Assert.ThrowsAsync<SwitchboardConnectionException>(() => publishing);
        Assert.True(failure.IsTransient);
        await Eventually.TrueAsync(() => client.State == ConnectionState.Connected, Clients.Patience);
        await client.PublishAsync("news", Clients.Json("2"), Clients.Patience);
    }

    [Fact]
    public async Task Clock_Jumps_DisturbsNothing()
    {
        await using var hub = await ClientHub.StartAsync();
        var clock = new JumpingTimeProvider(TimeProvider.System);
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.TimeProvider = clock);
        var id = client.ClientId;
        foreach (var jump in new[] { TimeSpan.FromDays(400), TimeSpan.FromDays(-900), TimeSpan.FromHours(3) })
        {
            clock.Jump(jump);
            await client.PublishAsync("news", Clients.Json("1"), Clients.Patience);
            Assert.True(await client.PingAsync(Clients.Patience) < TimeSpan.FromHours(1));
        }

        Assert.Equal(id, client.ClientId);
    }

    [Fact]
    public async Task Disconnect_ByTheHub_GoesByTheCode()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Credentials = Tokens.ProviderFor("42"));
        var changes = new Recorder<ConnectionStateChangedEventArgs>();
        client.StateChanged += (_, change) => changes.Add(change);

        await hub.ApiAsync("disconnect", new { user = "42", disconnect = new { code = 4001, reason = "again" } });
        var again = await changes.NextAsync(change => change.Previous == ConnectionState.Connected);
        Assert.Equal((ConnectionState.Connecting, ConnectionChangeReason.ClosedByServer, 4001u), (again.Current, again.Reason, again.CloseCode?.Code));
        await changes.NextAsync(change => change.Current == ConnectionState.Connected);

        await hub.ApiAsync("disconnect", new { user = "42", disconnect = new { code = 4501, reason = "enough" } });
        var over = await changes.NextAsync(change => change.Current == ConnectionState.Disconnected);
        Assert.Equal((ConnectionChangeReason.ClosedByServer, 4501u), (over.Reason, over.CloseCode?.Code));
        await Assert.ThrowsAsync<SwitchboardConnectionException>(() => client.PublishAsync("news", Clients.Json("1"), Clients.Patience));
    }
}
