using Microsoft.Extensions.DependencyInjection;
using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Hosting;
using Switchboard.InMemory;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Hosting;

public sealed class HubLoopTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<HubLoop> _log = new();
    private readonly FailingPresenceStore _presence;
    private readonly RefusingBus _bus = new();
    private readonly EngineHub _hub;
    private readonly HubLoop _loop;

    public HubLoopTests()
    {
        _presence = new FailingPresenceStore(new InMemoryPresenceStore(_time));
        _hub = EngineHub.Create(
            configure: services => services.AddSingleton<IPresenceStore>(_presence).AddSingleton<IBus>(_bus), time: _time);
        _loop = ActivatorUtilities.CreateInstance<HubLoop>(_hub.Get<IServiceProvider>(), _log);
    }

    [Fact]
    public async Task EndBehind_PresenceFails_TheRestAndLaterOnesAreEndedAllTheSame()
    {
        await _loop.StartAsync(EngineHub.Cancelled);
        var (first, firstSink) = await BehindAsync();
        var (second, secondSink) = await BehindAsync();
        var (third, thirdSink) = await BehindAsync();
        _presence.FailsToRemove = true;

        _hub.Get<LaggingSubscriptions>().Add([first, second]);
        _hub.Get<LaggingSubscriptions>().Add([third]);

        Waiting.Until(() => thirdSink.Lines.Length == 1);
        Assert.All([firstSink, secondSink, thirdSink], sink => Assert.Equal(["unsub seen:a 2500"], sink.Lines, StringComparer.Ordinal));
        Waiting.Until(() => _log.Entries.Count == 3);
        Assert.Contains(_log.Entries, entry => entry.Text.Contains(first.Connection.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bus_RefusesAtFirst_IsTriedAgain()
    {
        _bus.Refuses = true;
        await _loop.StartAsync(EngineHub.Cancelled);
        Waiting.Until(() => _hub.Get<Supervisor>().Failing.Contains("bus", StringComparer.Ordinal));
        _bus.Refuses = false;

        Waiting.Until(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return _bus.IsAttached;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync(CancellationToken.None);
        _loop.Dispose();
        await _hub.DisposeAsync();
    }

    private async Task<(Subscription Subscription, StallingSink Sink)> BehindAsync()
    {
        var (connection, sink) = _hub.Connect();
        return (await _hub.SubscribeAsync(connection, _hub.Order("seen:a") with { WantsJoinLeave = false }), sink);
    }

    /// <summary>A bus that cannot be reached while it is told so: what gives up waiting looks as if it had been cancelled.</summary>
    private sealed class RefusingBus : IBus
    {
        private readonly InMemoryBus _inner = new();
        private volatile bool _isAttached;
        private volatile bool _refuses;

        public bool Refuses
        {
            get => _refuses;
            set => _refuses = value;
        }

        public bool IsAttached => _isAttached;

        public bool HasPeers => _inner.HasPeers;

        public async ValueTask<IAsyncDisposable> AttachAsync(string nodeId, Action<BusMessage> receive, CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                throw new TaskCanceledException("The bus did not answer in time.");
            }

            var attachment = await _inner.AttachAsync(nodeId, receive, cancellationToken);
            _isAttached = true;
            return attachment;
        }

        public void Send(BusMessage message) => _inner.Send(message);
    }
}
