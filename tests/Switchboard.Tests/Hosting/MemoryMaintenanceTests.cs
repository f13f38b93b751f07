using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Switchboard.Channels;
using Switchboard.Configuration;
using Switchboard.Hosting;
using Switchboard.InMemory;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Hosting;

public sealed class MemoryMaintenanceTests : IAsyncDisposable
{
    private readonly EngineHub _hub = EngineHub.Create("\"limits\": { \"memoryStreams\": 1 }");
    private readonly RecordingLogger<MemoryMaintenance> _log = new();
    private readonly MemoryMaintenance _memory;

    public MemoryMaintenanceTests() => _memory = ActivatorUtilities.CreateInstance<MemoryMaintenance>(_hub.Get<IServiceProvider>(), _log);

    [Fact]
    public async Task Full_PublicationsRefused_IsDegradedForAMinuteAndWarnsOnce()
    {
        await FollowAsync("kept:a");
        await _hub.PublishAsync("kept:a", "1");
        _memory.Sweep();
        Assert.Equal((HealthStatus.Healthy, 0), (await StatusAsync(), _log.Entries.Count));

        await AssertRefusedAsync("kept:b");
        _memory.Sweep();
        await AssertRefusedAsync("kept:b");
        _memory.Sweep();
        Assert.Equal((HealthStatus.Degraded, 1), (await StatusAsync(), _log.Entries.Count));

        _hub.Time.Advance(TimeSpan.FromMinutes(1));
        _memory.Sweep();
        Assert.Equal((HealthStatus.Healthy, 2), (await StatusAsync(), _log.Entries.Count));
        _hub.Time.Advance(TimeSpan.FromMinutes(1));
        _memory.Sweep();
        Assert.Equal(2, _log.Entries.Count);
    }

    [Fact]
    public async Task Full_StreamsGivenUp_WarnsAndIsHealthy()
    {
        await _hub.PublishAsync("kept:a", "1");
        await _hub.PublishAsync("kept:b", "1");
        _memory.Sweep();

        Assert.Equal((HealthStatus.Healthy, 1), (await StatusAsync(), _log.Entries.Count));
    }

    [Fact]
    public async Task ChangedRetention_HoldsForStreamsThatNobodyTouches()
    {
        for (var i = 0; i < 10; i++)
        {
            await _hub.PublishAsync("kept:a", "1");
        }

        var before = _hub.Get<InMemoryStreamStore>().Bytes;
        _memory.Sweep();
        Assert.Equal(before, _hub.Get<InMemoryStreamStore>().Bytes);
        var settings = _hub.Get<SettingsHolder>();
        var options = new SwitchboardOptions();
        options.Namespaces["kept"] = new NamespaceOptions { HistorySize = 2 };
        settings.Change(settings.Current with { Namespaces = SwitchboardSettings.From(options).Namespaces });
        _memory.Sweep();

        Assert.Equal(before / 5, _hub.Get<InMemoryStreamStore>().Bytes);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private async Task FollowAsync(string channel) => await _hub.SubscribeAsync(_hub.Connect().Connection, channel);

    private async Task AssertRefusedAsync(string channel)
    {
        var request = new PublicationRequest(channel, _hub.Space(channel), "1"u8.ToArray());
        var outcome = await _hub.Get<PublishPipeline>().PublishAsync(request, EngineHub.Cancelled);
        Assert.Equal(ErrorCodes.NotAvailable with { Temporary = true }, outcome.Error);
    }

    private async Task<HealthStatus> StatusAsync() => (await new MemoryHealthCheck(_memory).CheckHealthAsync(new HealthCheckContext(), EngineHub.Cancelled)).Status;
}
