using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Switchboard.Channels;
using Switchboard.Commands.History;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.History;
using Switchboard.Hosting;
using Switchboard.InMemory;
using Switchboard.Specs;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.History;

public sealed class StreamRouterTests : IAsyncDisposable
{
    private readonly AwayStreamStore _store = new();
    private readonly EngineHub _hub;

    public StreamRouterTests() => _hub = EngineHub.Create(
        namespaces: EngineHub.Namespaces + """, "disk": { "storage": "durable", "historySize": 10, "allowSubscribe": ["user"], "allowHistory": ["user"] }""",
        configure: services => services.AddSingleton<IDurableStreamStore>(_store));

    [Fact]
    public async Task DurableStoreAway_EveryOperation_IsAnsweredWithATemporaryErrorAndNothingStaysBehind()
    {
        var (connection, _) = _hub.Connect();
        var order = new PublicationRequest("disk:a", _hub.Space("disk:a"), "1"u8.ToArray());
        var history = new HistoryRequest("disk:a", 1, null, false);

        var errors = new[]
        {
            (await _hub.Get<PublishPipeline>().PublishAsync(order, EngineHub.Cancelled)).Error,
            (await _hub.SubscriptionManager.BeginAsync(connection, _hub.Order("disk:a") with { RecoverSince = new Position(0, "") }, EngineHub.Cancelled)).Error,
            (await _hub.Get<HistoryHandler>().HandleAsync(connection.Principal, false, history, EngineHub.Cancelled)).Error,
            (await _hub.Get<HistoryHandler>().RemoveAsync(connection.Principal, "disk:a", EngineHub.Cancelled)).Error,
        };

        Assert.All(errors, error => Assert.Equal((108u, true), (error!.Code, error.Temporary)));
        Assert.Null(connection.Find("disk:a"));
        Assert.Null(await _hub.Get<HistoryReader>().TopAsync("disk:a", _hub.Space("disk:a"), EngineHub.Cancelled));
    }

    [Fact]
    public async Task DurableStoreAway_MemoryChannels_GoOn()
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "kept:a");

        Assert.Equal(1u, (await _hub.PublishAsync("kept:a", "1")).Offset);
        Assert.Single(sink.Lines);
    }

    [Fact]
    public async Task DurableStoreAway_EntriesInMemory_GoOnAndExpire()
    {
        var router = new StreamRouter(_hub.Get<InMemoryStreamStore>(), _hub.Get<SettingsHolder>(), _store);
        var change = new MapChange
        {
            Channel = "kept:a",
            Publication = new Publication { Data = "1"u8.ToArray(), Key = "k" },
            Retention = new StreamRetention(1, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1)),
            EntryAge = TimeSpan.FromSeconds(1),
        };
        var nothing = await Assert.ThrowsAsync<SwitchboardException>(() => router.ListExpiredEntriesAsync(10, EngineHub.Cancelled).AsTask());

        await router.ChangeAsync(change, new RecordingPublicationSink(), EngineHub.Cancelled);
        var refusal = await Assert.ThrowsAsync<SwitchboardException>(
            () => router.ChangeAsync(change with { Channel = "disk:a" }, new RecordingPublicationSink(), EngineHub.Cancelled).AsTask());
        var entries = await router.ReadEntriesAsync("kept:a", change.Retention, new MapRead(), EngineHub.Cancelled);
        var count = await router.CountEntriesAsync("kept:a", EngineHub.Cancelled);
        _hub.Time.Advance(TimeSpan.FromSeconds(1));
        var expired = await router.ListExpiredEntriesAsync(10, EngineHub.Cancelled);
        await router.ClearAsync("kept:a", EngineHub.Cancelled);

        Assert.Equal((108u, 108u), (nothing.Error.Code, refusal.Error.Code));
        Assert.Equal(("k", 1L), (Assert.Single(entries.Entries).Key, count));
        Assert.Equal(("kept:a", "k"), (Assert.Single(expired).Channel, expired[0].Key));
        Assert.Equal(0u, (await router.ReadEntriesAsync("kept:a", change.Retention, new MapRead(), EngineHub.Cancelled)).Top.Offset);
    }

    [Fact]
    public async Task Start_DurableNamespaces_AreToldToTheStore()
    {
        foreach (var service in _hub.Get<IEnumerable<IHostedService>>().OfType<DurableNamespaces>())
        {
            await service.StartingAsync(EngineHub.Cancelled);
        }

        Assert.Equal(["disk"], _store.Namespaces, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Namespace_ThatComesBackToMemory_BeginsItsStreamsOnce()
    {
        var settings = _hub.Get<SettingsHolder>();
        Position? first = null;
        settings.OnChange(_ => first = _hub.PublishAsync("disk:a", "1").GetAwaiter().GetResult());
        foreach (var service in _hub.Get<IEnumerable<IHostedService>>().OfType<DurableNamespaces>())
        {
            await service.StartingAsync(EngineHub.Cancelled);
        }

        var options = new SwitchboardOptions();
        options.Namespaces["disk"] = new NamespaceOptions { HistorySize = 10 };
        settings.Change(settings.Current with { Namespaces = SwitchboardSettings.From(options).Namespaces });

        var second = await _hub.PublishAsync("disk:a", "2");
        Assert.Equal((first!.Value.Epoch, 2UL), (second.Epoch, second.Offset));
        Assert.Empty(_store.Namespaces);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();
}
