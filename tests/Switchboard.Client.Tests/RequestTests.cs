using Switchboard.Client.Tests.Support;
using Switchboard.Tests.Hub;

namespace Switchboard.Client.Tests;

public sealed class RequestTests
{
    [Fact]
    public async Task Publish_NotAllowed_ThrowsTheHubsError()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);

        var failure = await Assert.ThrowsAsync<SwitchboardException>(() => client.PublishAsync("closed:a", Clients.Json("1"), Clients.Patience));

        Assert.Equal(ErrorCodes.PermissionDenied.Code, failure.Error.Code);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("hello")]
    public async Task Publish_NoJson_IsRefusedBeforeItLeaves(string data)
    {
        await using var client = Clients.Create(new Uri("ws://127.0.0.1:1/"));

        await Assert.ThrowsAsync<ArgumentException>(() => client.PublishAsync("news", Clients.Json(data), Clients.Patience));
    }

    [Fact]
    public async Task Publish_TooLarge_IsRefusedAndTheConnectionGoesOn()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        var id = client.ClientId;

        var failure = await Assert.ThrowsAsync<SwitchboardException>(() => client.PublishAsync("news", Clients.Json($"\"{new string('x', 70_000)}\""), Clients.Patience));

        Assert.Equal(ErrorCodes.LimitExceeded.Code, failure.Error.Code);
        await client.PublishAsync("news", Clients.Json($"\"{new string('x', 60_000)}\""), Clients.Patience);
        Assert.Equal(id, client.ClientId);
    }

    [Fact]
    public async Task Publish_NeverConnected_ThrowsAtOnce()
    {
        await using var client = Clients.Create(new Uri("ws://127.0.0.1:1/"));

        var failure = await Assert.ThrowsAsync<SwitchboardConnectionException>(() => client.PublishAsync("news", Clients.Json("1"), Clients.Patience));

        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task Publish_WhileConnecting_WaitsForTheConnection()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(1);
        await using var client = Clients.Create(proxy.Url);
        var connecting = client.ConnectAsync(Clients.Patience);
        var publishing = client.PublishAsync("news", Clients.Json("1"), Clients.Patience);
        Assert.Equal(1, client.PendingRequestCount);

        proxy.TargetPort = hub.Port;

        await connecting;
        await publishing;
        await client.WaitForPendingAsync(Clients.Patience);
        Assert.Equal(0, client.PendingRequestCount);
    }

    [Fact]
    public async Task CancelPending_Outstanding_EndsThemAll()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        await using var client = await Clients.ConnectAsync(proxy.Url);
        proxy.Swallow();
        var requests = Enumerable.Range(0, 10).Select(_ => client.PublishAsync("news", Clients.Json("1"), Clients.Patience)).ToArray();
        var waiting = client.WaitForPendingAsync(Clients.Patience);
        Assert.Equal(10, client.PendingRequestCount);

        client.CancelPending();

        foreach (var request in requests)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }

        await waiting;
    }

    [Fact]
    public async Task Request_NoAnswer_TimesOut()
    {
        var time = new FakeTimeProvider();
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        await using var client = await Clients.ConnectAsync(proxy.Url, options => (options.TimeProvider, options.RequestTimeout) = (time, TimeSpan.FromSeconds(30)));
        proxy.Swallow();
        var request = client.PublishAsync("news", Clients.Json("1"), Clients.Patience);

        time.Advance(TimeSpan.FromSeconds(31));

        await Assert.ThrowsAsync<TimeoutException>(() => request);

        // With time at a standstill nobody would wait in vain for the hub's goodbye.
        proxy.Cut();
    }

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task Batch_SeveralRequests_AreAnsweredEachForItself(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Encoding = encoding);
        var batch = client.CreateBatch();
        var first = batch.PublishAsync("news", Clients.Json("1"));
        var refused = batch.PublishAsync("closed:a", Clients.Json("2"));
        var history = batch.GetHistoryAsync("news");
        var stats = batch.GetPresenceStatsAsync("news");

        await batch.SendAsync(Clients.Patience);

        await first;
        Assert.Equal(103u, (await Assert.ThrowsAsync<SwitchboardException>(() => refused)).Error.Code);
        Assert.Equal("1", Assert.Single((await history).Publications).ReadText());
        Assert.Equal(default, await stats);
        await Assert.ThrowsAsync<InvalidOperationException>(() => batch.SendAsync(Clients.Patience));
    }

    [Fact]
    public async Task Credentials_Expiring_AreRefreshed()
    {
        var time = new FakeTimeProvider();
        await using var hub = await ClientHub.StartAsync();
        var asked = new Recorder<CredentialPurpose>();
        await using var client = await Clients.ConnectAsync(hub.Url, options =>
        {
            Clients.GoBy(time, options);
            options.Credentials = new TokenCredentialProvider((request, _) =>
            {
                asked.Add(request.Purpose);
                return ValueTask.FromResult<string?>(Tokens.ForUser("42", TimeSpan.FromHours(1)));
            });
        });
        var id = client.ClientId;

        Assert.Equal(CredentialPurpose.Connect, await asked.NextAsync());
        for (var refresh = 0; refresh < 2; refresh++)
        {
            CredentialPurpose purpose = default;
            await Eventually.TrueAsync(() =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return asked.TryTake(out purpose);
            }, Clients.Patience);
            Assert.Equal(CredentialPurpose.Refresh, purpose);
        }

        Assert.Equal(id, client.ClientId);
    }

    [Fact]
    public async Task Credentials_Wrong_EndTheConnecting()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = Clients.Create(hub.Url, options => options.Credentials = new TokenCredentialProvider((_, _) => ValueTask.FromResult<string?>("nonsense")));

        var failure = await Assert.ThrowsAsync<SwitchboardConnectionException>(() => client.ConnectAsync(Clients.Patience));

        Assert.Equal((ConnectionChangeReason.ClosedByServer, 3500u, false), (failure.Reason, failure.CloseCode?.Code, failure.IsTransient));
    }

    [Fact]
    public async Task Credentials_ProviderThrowsOnce_IsAskedAgain()
    {
        await using var hub = await ClientHub.StartAsync();
        var asked = 0;

        await using var client = await Clients.ConnectAsync(hub.Url, options => options.Credentials = new TokenCredentialProvider((_, _) => ++asked == 1
            ? throw new HttpRequestException("The back end is away.")
            : ValueTask.FromResult<string?>(Tokens.ForUser("42"))));

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Pool_Clients_AreHandedOutByWorkAndLocked()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var pool = new SwitchboardClientPool(new SwitchboardClientOptions { Url = hub.Url }, 2);
        await pool.ConnectAsync(Clients.Patience);

        using var first = await pool.LockAsync(Clients.Patience);
        var other = await pool.GetAsync(Clients.Patience);
        Assert.NotSame(first.Client, other);
        Assert.Same(other, await pool.GetAsync(Clients.Patience));
        var second = await pool.LockAsync(Clients.Patience);
        Assert.Same(other, second.Client);
        var waiting = pool.GetAsync(Clients.Patience).AsTask();
        Assert.False(waiting.IsCompleted);
        second.Dispose();

        Assert.Same(other, await waiting);
    }

    [Fact]
    public async Task Pool_BusyClient_IsPassedOver()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        await using var pool = new SwitchboardClientPool(new SwitchboardClientOptions { Url = proxy.Url }, 2);
        await pool.ConnectAsync(Clients.Patience);
        proxy.Swallow();
        var busy = await pool.GetAsync(Clients.Patience);
        var request = busy.PublishAsync("news", Clients.Json("1"), Clients.Patience);

        var idle = await pool.GetAsync(Clients.Patience);

        Assert.NotSame(busy, idle);
        busy.CancelPending();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
    }

    [Fact]
    public async Task Dispose_InTheMiddleOfEverything_LeavesNothingBehind()
    {
        var time = new CountingTimeProvider();
        await using var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        var client = await Clients.ConnectAsync(proxy.Url, options =>
        {
            options.TimeProvider = time;
            options.PingInterval = TimeSpan.FromSeconds(5);
        });
        var news = client.Subscribe("news");
        await news.SubscribeAsync(Clients.Patience);
        news.OnReceived(static async (_, stop) => await Task.Delay(Timeout.Infinite, stop));
        await client.PublishAsync("news", Clients.Json("1"), Clients.Patience);
        var reading = client.CreateSubscription("chat").ReadAllAsync(Clients.Patience).GetAsyncEnumerator(Clients.Patience);
        var next = reading.MoveNextAsync().AsTask();
        proxy.Swallow();
        var request = client.PublishAsync("news", Clients.Json("2"), Clients.Patience);

        var disposal = client.DisposeAsync().AsTask();
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return disposal.IsCompleted;
        }, Clients.Patience);

        await disposal;
        await Assert.ThrowsAnyAsync<Exception>(() => request);
        Assert.False(await next);
        Assert.Equal(0, time.TimerCount);
        Assert.Throws<ObjectDisposedException>(() => client.Subscribe("more"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.ConnectAsync(Clients.Patience));
    }

    [Fact]
    public void Options_Wrong_AreAllNamed()
    {
        var failure = Assert.Throws<ArgumentException>(() => new SwitchboardClient(new SwitchboardClientOptions
        {
            Url = new Uri("wss://user:secret@example.com/"),
            RequestTimeout = TimeSpan.Zero,
            DeliveryBufferCount = 0,
        }));

        Assert.Contains("Url must not", failure.Message, StringComparison.Ordinal);
        Assert.Contains("RequestTimeout", failure.Message, StringComparison.Ordinal);
        Assert.Contains("DeliveryBufferCount", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credential_AsText_ShowsNothing() => Assert.DoesNotContain("abc", Credential.FromToken("abc").ToString(), StringComparison.Ordinal);
}
