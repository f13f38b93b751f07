using Switchboard.Client.Tests.Support;

namespace Switchboard.Client.Tests.Outbox;

/// <summary>The outbox of a real client, against a real hub.</summary>
public sealed class OutboxClientTests : IAsyncDisposable
{
    private readonly OutboxBench _bench = new();

    [Theory]
    [InlineData(ClientEncoding.Json)]
    [InlineData(ClientEncoding.Protobuf)]
    public async Task PublishAndSend_BeforeAConnection_ArriveOnceThereIsOne(ClientEncoding encoding)
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = Create(hub.Url, options => options.Encoding = encoding);
        for (var number = 0; number < 10; number++)
        {
            await client.Outbox.PublishAsync("a", OutboxBench.Data($"{number}"), OutboxBench.Cancelled);
        }

        await client.Outbox.SendAsync(OutboxBench.Data("1"), OutboxBench.Cancelled);
        Assert.Equal(11, client.Outbox.Count);

        await client.ConnectAsync(OutboxBench.Cancelled);
        await OutboxBench.DrainAsync(client.Outbox);

        var history = await client.GetHistoryAsync("a", cancellationToken: OutboxBench.Cancelled);
        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{number}"), history.Publications.Select(publication => publication.ReadText()), StringComparer.Ordinal);
        Assert.Empty(await client.Outbox.ReadDeadLettersAsync(10, OutboxBench.Cancelled));
    }

    [Fact]
    public async Task Publish_WhereItIsNotAllowed_IsADeadLetter()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var client = Create(hub.Url);
        await client.ConnectAsync(OutboxBench.Cancelled);

        await client.Outbox.PublishAsync("closed:a", OutboxBench.Data("1"), OutboxBench.Cancelled);
        await client.Outbox.PublishAsync("a", OutboxBench.Data("2"), OutboxBench.Cancelled);
        await OutboxBench.DrainAsync(client.Outbox);

        Assert.Equal(103u, Assert.Single(await client.Outbox.ReadDeadLettersAsync(10, OutboxBench.Cancelled)).ErrorCode);
    }

    [Fact]
    public async Task Publish_HubComesAndGoes_ArrivesInOrder()
    {
        var hub = await ClientHub.StartAsync();
        await using var proxy = new TcpProxy(hub.Port);
        await using var client = Create(proxy.Url);
        await client.ConnectAsync(OutboxBench.Cancelled);
        await client.Outbox.PublishAsync("a", OutboxBench.Data("1"), OutboxBench.Cancelled);
        await OutboxBench.DrainAsync(client.Outbox);
        await hub.DisposeAsync();

        await client.Outbox.PublishAsync("a", OutboxBench.Data("2"), OutboxBench.Cancelled);
        await client.Outbox.PublishAsync("a", OutboxBench.Data("3"), OutboxBench.Cancelled);
        await using var next = await ClientHub.StartAsync();
        proxy.TargetPort = next.Port;
        await OutboxBench.DrainAsync(client.Outbox);

        var history = await client.GetHistoryAsync("a", cancellationToken: OutboxBench.Cancelled);
        Assert.Equal(["2", "3"], history.Publications.Select(publication => publication.ReadText()), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Publish_RateIsLimited_ArrivesInOrderOneByOne()
    {
        await using var hub = await ClientHub.StartAsync("Limits:CommandsPerSecond=20");
        await using var client = Create(hub.Url, options => options.Outbox!.MaxInFlight = 1);
        for (var number = 0; number < 30; number++)
        {
            await client.Outbox.PublishAsync("a", OutboxBench.Data($"{number}"), OutboxBench.Cancelled);
        }

        await client.ConnectAsync(OutboxBench.Cancelled);
        await OutboxBench.DrainAsync(client.Outbox);

        Assert.Empty(await client.Outbox.ReadDeadLettersAsync(10, OutboxBench.Cancelled));
    }

    [Fact]
    public async Task Publish_NoJsonOnAJsonWire_IsAnArgumentException()
    {
        await using var client = Create(new Uri("ws://127.0.0.1:1/"));

        await Assert.ThrowsAsync<ArgumentException>(() => client.Outbox.PublishAsync("a", OutboxBench.Data("{"), OutboxBench.Cancelled));
    }

    [Fact]
    public async Task Connect_FileInUse_IsToldBeforeConnecting()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var first = Create(hub.Url);
        await first.ConnectAsync(OutboxBench.Cancelled);
        await using var second = Create(hub.Url);

        var exception = await Assert.ThrowsAsync<OutboxException>(() => second.ConnectAsync(OutboxBench.Cancelled));

        Assert.Equal((OutboxFailure.InUse, ConnectionState.Disconnected), (exception.Failure, second.State));
    }

    [Fact]
    public async Task Pool_WithAnOutbox_HasOneForAll()
    {
        await using var hub = await ClientHub.StartAsync();
        await using var pool = new SwitchboardClientPool(new SwitchboardClientOptions { Url = hub.Url, Outbox = new OutboxOptions { Path = _bench.File } }, 3);
        await pool.Outbox.PublishAsync("a", OutboxBench.Data("1"), OutboxBench.Cancelled);

        await pool.ConnectAsync(OutboxBench.Cancelled);
        using var carrier = await pool.LockAsync(OutboxBench.Cancelled);
        await pool.Outbox.PublishAsync("a", OutboxBench.Data("2"), OutboxBench.Cancelled);
        await OutboxBench.DrainAsync(pool.Outbox);

        Assert.Same(pool.Clients[0], carrier.Client);
        Assert.Same(pool.Clients[0].Outbox, pool.Outbox);
        Assert.All(pool.Clients.Skip(1), static client => Assert.Throws<InvalidOperationException>(() => client.Outbox));
        var history = await pool.Clients[1].GetHistoryAsync("a", cancellationToken: OutboxBench.Cancelled);
        Assert.Equal(["1", "2"], history.Publications.Select(publication => publication.ReadText()), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Outbox_NotConfigured_SaysHow()
    {
        await using var client = new SwitchboardClient(new SwitchboardClientOptions { Url = new Uri("ws://127.0.0.1:1/") });

        Assert.Contains("SwitchboardClientOptions.Outbox", Assert.Throws<InvalidOperationException>(() => client.Outbox).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Wrong_AreToldWithTheOthers()
    {
        var exception = Assert.Throws<ArgumentException>(() => new SwitchboardClient(new SwitchboardClientOptions { Outbox = new OutboxOptions() }));

        Assert.Contains("Url has", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Outbox.Path has", exception.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private SwitchboardClient Create(Uri url, Action<SwitchboardClientOptions>? configure = null) => Clients.Create(url, options =>
    {
        options.Outbox = new OutboxOptions { Path = _bench.File, RetryDelay = TimeSpan.FromMilliseconds(10), MaxRetryDelay = TimeSpan.FromMilliseconds(200) };
        configure?.Invoke(options);
    });
}
