using Switchboard.Client.Tests.Outbox;
using Switchboard.Client.Tests.Support;
using Switchboard.Specs;

namespace Switchboard.Client.Tests;

/// <summary>Disposing from inside what a client itself runs: it must not wait for itself, and whoever disposes from outside still waits for all of it.</summary>
public sealed class DisposalTests
{
    private readonly Recorder<bool> _returned = new();

    [Fact]
    public async Task Dispose_InAServedCall_EndsTheCallAndTheClient()
    {
        await using var hub = await ClientHub.StartAsync("Namespaces:default:AllowServe:0=anonymous");
        await using var caller = await Clients.ConnectAsync(hub.Url);
        var worker = await Clients.ConnectAsync(hub.Url);
        await worker.ServeAsync("end", async (_, stop) =>
        {
            await DisposeInsideAsync(worker);
            await Task.Delay(Timeout.Infinite, stop);
            return default;
        }, cancellationToken: Clients.Patience);

        var failure = await Assert.ThrowsAsync<SwitchboardException>(() => caller.CallAsync("end", default, cancellationToken: Clients.Patience));

        Assert.Equal(ErrorCodes.WorkerLost.Code, failure.Error.Code);
        await AssertEndsAsync(worker);
    }

    [Fact]
    public async Task Dispose_InAHandlerOfPublications_Ends()
    {
        await using var hub = await ClientHub.StartAsync();
        var client = await Clients.ConnectAsync(hub.Url);
        var news = client.Subscribe("news");
        news.OnReceived(async (_, _) => await DisposeInsideAsync(client));
        await news.SubscribeAsync(Clients.Patience);

        await hub.PublishAsync("news", 1);

        await AssertEndsAsync(client);
    }

    [Fact]
    public async Task Dispose_InAHandlerThatBlocks_Ends()
    {
        await using var hub = await ClientHub.StartAsync();
        var client = Clients.Create(hub.Url);
        client.StateChanged += (_, change) =>
        {
            if (change.Current == ConnectionState.Connected)
            {
                DisposeInsideAsync(client).GetAwaiter().GetResult();
            }
        };

        await client.ConnectAsync(Clients.Patience);

        await AssertEndsAsync(client);
    }

    [Fact]
    public async Task Dispose_InTheCredentialProvider_Ends()
    {
        await using var hub = await ClientHub.StartAsync();
        SwitchboardClient? client = null;
        client = Clients.Create(hub.Url, options => options.Credentials = new TokenCredentialProvider(async (_, _) =>
        {
            await DisposeInsideAsync(client!);
            return Tokens.ForUser("42");
        }));

        await Assert.ThrowsAsync<SwitchboardConnectionException>(() => client.ConnectAsync(Clients.Patience).WaitAsync(Patience.Limit, Clients.Patience));

        await AssertEndsAsync(client);
    }

    [Fact]
    public async Task Dispose_InTheTokenCallbackOfASubscription_Ends()
    {
        await using var hub = await ClientHub.StartAsync();
        var client = await Clients.ConnectAsync(hub.Url);
        var news = client.CreateSubscription("news", new SubscriptionOptions
        {
            GetToken = async (_, _) =>
            {
                await DisposeInsideAsync(client);
                return "";
            },
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => news.SubscribeAsync(Clients.Patience).WaitAsync(Patience.Limit, Clients.Patience));

        await AssertEndsAsync(client);
    }

    [Fact]
    public async Task Dispose_InAHandlerOfTheOutbox_Ends()
    {
        await using var bench = new OutboxBench();
        await using var hub = await ClientHub.StartAsync();
        var client = await Clients.ConnectAsync(hub.Url, options => options.Outbox = new OutboxOptions { Path = bench.File });
        client.Outbox.Delivered += (_, _) => DisposeInsideAsync(client).GetAwaiter().GetResult();

        await client.Outbox.PublishAsync("news", Clients.Json("1"), Clients.Patience);

        await AssertEndsAsync(client);
    }

    [Fact]
    public async Task Disconnect_InTheCredentialProvider_Ends()
    {
        await using var hub = await ClientHub.StartAsync();
        SwitchboardClient? client = null;
        client = Clients.Create(hub.Url, options => options.Credentials = new TokenCredentialProvider(async (_, _) =>
        {
            await client!.DisconnectAsync();
            return Tokens.ForUser("42");
        }));

        await Assert.ThrowsAsync<SwitchboardConnectionException>(() => client.ConnectAsync(Clients.Patience).WaitAsync(Patience.Limit, Clients.Patience));

        await client.DisposeAsync().AsTask().WaitAsync(Patience.Limit, Clients.Patience);
    }

    [Fact]
    public async Task DisposeSubscription_InItsOwnCallbacks_EndsAndTheClientGoesOn()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = await Clients.ConnectAsync(hub.Url);
        Subscription? news = null;
        news = client.CreateSubscription("news", new SubscriptionOptions
        {
            GetToken = async (_, _) =>
            {
                await news!.DisposeAsync();
                _returned.Add(true);
                return "";
            },
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => news.SubscribeAsync(Clients.Patience).WaitAsync(Patience.Limit, Clients.Patience));
        Assert.True(await _returned.NextAsync());

        var again = client.Subscribe("news");
        again.OnReceived(async (_, _) =>
        {
            await again.DisposeAsync();
            _returned.Add(true);
        });
        await again.SubscribeAsync(Clients.Patience);
        await client.PublishAsync("news", Clients.Json("1"), Clients.Patience);

        Assert.True(await _returned.NextAsync());
        Assert.Null(client.GetSubscription("news"));
    }

    [Fact]
    public async Task DisposePool_InHandlersOfTwoOfItsClients_Ends()
    {
        await using var hub = await ClientHub.StartAsync();
        var pool = new SwitchboardClientPool(new SwitchboardClientOptions { Url = hub.Url }, 2);
        await pool.ConnectAsync(Clients.Patience);
        foreach (var client in pool.Clients)
        {
            var news = client.Subscribe("news");
            news.OnReceived(async (_, _) =>
            {
                await pool.DisposeAsync();
                _returned.Add(true);
            });
            await news.SubscribeAsync(Clients.Patience);
        }

        await hub.PublishAsync("news", 1);

        Assert.True(await _returned.NextAsync());
        await pool.DisposeAsync().AsTask().WaitAsync(Patience.Limit, Clients.Patience);
    }

    [Fact]
    public async Task Dispose_TwiceAtOnce_BothWaitForTheEnd()
    {
        await using var hub = await ClientHub.StartAsync();
        var client = await Clients.ConnectAsync(hub.Url);
        var handled = new TaskCompletionSource();
        var began = new Recorder<bool>();
        var news = client.Subscribe("news");
        news.OnReceived(async (_, _) =>
        {
            began.Add(true);
            await handled.Task;
        });
        await news.SubscribeAsync(Clients.Patience);
        await hub.PublishAsync("news", 1);
        await began.NextAsync();

        var first = client.DisposeAsync().AsTask();
        var second = client.DisposeAsync().AsTask();

        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);
        handled.SetResult();
        await Task.WhenAll(first, second).WaitAsync(Patience.Limit, Clients.Patience);
    }

    private async Task DisposeInsideAsync(SwitchboardClient client)
    {
        await client.DisposeAsync();
        _returned.Add(true);
    }

    private async Task AssertEndsAsync(SwitchboardClient client)
    {
        Assert.True(await _returned.NextAsync());
        await client.DisposeAsync().AsTask().WaitAsync(Patience.Limit, Clients.Patience);
        Assert.Equal(ConnectionState.Disconnected, client.State);
    }
}
