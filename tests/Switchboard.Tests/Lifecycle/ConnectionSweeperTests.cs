using Microsoft.Extensions.DependencyInjection;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.InMemory;
using Switchboard.Lifecycle;
using Switchboard.Tests.Support;
using Switchboard.Timing;
using Xunit;

namespace Switchboard.Tests.Lifecycle;

public sealed class ConnectionSweeperTests : IAsyncDisposable
{
    private readonly FailingPresenceStore _presence;
    private readonly EngineHub _hub;

    public ConnectionSweeperTests()
    {
        var time = new FakeTimeProvider();
        _presence = new FailingPresenceStore(new InMemoryPresenceStore(time));
        _hub = EngineHub.Create(
            """
            "connections": { "pingIntervalSeconds": 25, "pongTimeoutSeconds": 8, "expiryGraceSeconds": 10, "presenceAgeSeconds": 60, "closeTimeoutSeconds": 5 },
            "limits": { "unauthenticatedSeconds": 10 }
            """,
            services => services.AddSingleton<IPresenceStore>(_presence),
            time: time);
    }

    [Fact]
    public async Task Sweep_PingInterval_PingsEachTime()
    {
        var (connection, sink) = _hub.Connect();

        await AfterAsync(24.9);
        Assert.Empty(sink.Lines);
        await AfterAsync(0.1);
        Assert.True(connection.TryTakePong());
        Assert.False(connection.TryTakePong());
        await AfterAsync(25);

        Assert.Equal(["ping", "ping"], sink.Lines, StringComparer.Ordinal);
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task Sweep_PongOverdue_Closes()
    {
        var (connection, _) = _hub.Connect();
        await AfterAsync(25);
        await AfterAsync(7.9);
        Assert.True(connection.IsOpen);

        await AfterAsync(0.1);

        Assert.Equal(CloseCodes.NoPong, connection.CloseCode);
    }

    [Fact]
    public async Task Sweep_PongOverdueWhileItsReaderIsBusy_WaitsForAWholeTurn()
    {
        var (connection, _) = _hub.Connect();
        var reader = new TurningReader { ReadTurn = 5 };
        connection.AttachedTransport = reader;
        await AfterAsync(25);
        await AfterAsync(8);
        Assert.True(connection.IsOpen);

        // The turn that was under way has ended, and another is: it may be about to read the pong.
        reader.ReadTurn = 7;
        await AfterAsync(0.25);
        Assert.True(connection.IsOpen);
        reader.ReadTurn = 9;
        await AfterAsync(0.25);

        Assert.Equal(CloseCodes.NoPong, connection.CloseCode);
    }

    [Fact]
    public async Task Sweep_PongOverdueAndItsReaderIdle_Closes()
    {
        var (connection, _) = _hub.Connect();
        connection.AttachedTransport = new TurningReader { ReadTurn = 4 };
        await AfterAsync(25);

        await AfterAsync(8);

        Assert.Equal(CloseCodes.NoPong, connection.CloseCode);
    }

    [Fact]
    public async Task Sweep_PongOverdueBehindACommand_HasTimeOnceTheCommandIsDone()
    {
        var (connection, sink) = _hub.Connect();
        await AfterAsync(25);
        connection.BeginHold();
        for (var i = 0; i < 400; i++)
        {
            await AfterAsync(0.25);
        }

        Assert.True(connection.IsOpen);
        Assert.Equal(5, sink.Lines.Length);
        connection.EndHold();
        await AfterAsync(3.5);
        Assert.True(connection.IsOpen);
        await AfterAsync(4.5);

        Assert.Equal(CloseCodes.NoPong, connection.CloseCode);
    }

    [Fact]
    public async Task Sweep_ConnectTakesLong_IsNotStale()
    {
        var (connection, _) = _hub.Open();
        connection.BeginHold();
        await AfterAsync(60);
        Assert.True(connection.IsOpen);

        connection.EndHold();
        await AfterAsync(0.25);

        Assert.Equal(CloseCodes.Stale, connection.CloseCode);
    }

    private sealed class TurningReader : IConnectionTransport
    {
        public long ReadTurn { get; set; }

        public void OnClosing()
        {
            // Nothing is sent.
        }

        public void Cut()
        {
            // There is no client.
        }
    }

    [Fact]
    public async Task Sweep_NotAuthenticatedInTime_ClosesAsStale()
    {
        var (connection, sink) = _hub.Open();
        await AfterAsync(9.9);
        Assert.True(connection.IsOpen);

        await AfterAsync(0.1);

        Assert.Equal(CloseCodes.Stale, connection.CloseCode);
        Assert.Equal(["close 3502"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Sweep_ConnectionExpired_ClosesAfterTheGrace()
    {
        var (connection, _) = _hub.Connect();
        connection.ExpiresAt = _hub.Get<Clock>().DeadlineOf(_hub.Time.GetUtcNow() + TimeSpan.FromSeconds(5));
        await AfterAsync(14.9);
        Assert.True(connection.IsOpen);

        await AfterAsync(0.1);

        Assert.Equal(CloseCodes.Expired, connection.CloseCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sweep_SubscriptionExpired_EndsAfterTheGrace(bool serverSide)
    {
        var (connection, sink) = _hub.Connect();
        await _hub.SubscribeAsync(connection, _hub.Order("a") with
        {
            IsServerSide = serverSide,
            ExpiresAt = _hub.Time.GetUtcNow() + TimeSpan.FromSeconds(5),
        });
        await _hub.SubscribeAsync(connection, "b");
        await AfterAsync(14.9);
        Assert.Empty(sink.Lines);

        await AfterAsync(0.1);

        Assert.Equal([serverSide ? "close 3006" : "unsub a 2501"], sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Sweep_ClosingForTooLong_IsCut()
    {
        var (connection, sink) = _hub.Connect(sink: new StallingSink { Capacity = 0 });
        var transport = new RecordingTransport();
        connection.AttachedTransport = transport;
        connection.Close(CloseCodes.Shutdown);
        await sink.Stalled.InTime();
        Waiting.Until(() => connection.AbortAt != 0);
        await AfterAsync(4.9);
        Assert.False(transport.IsCut);
        Assert.False(connection.Outbound.Ended.IsCompleted);

        await AfterAsync(0.1);

        Assert.True(transport.IsCut);
        Assert.True(connection.Outbound.Ended.IsCompletedSuccessfully);
        sink.Break();
    }

    [Fact]
    public async Task Sweep_Subscribed_PresenceIsRenewed()
    {
        var (connection, _) = _hub.Connect();
        await _hub.SubscribeAsync(connection, "seen:a");
        for (var i = 0; i < 10; i++)
        {
            await AfterAsync(20);
            connection.TryTakePong();
        }

        Assert.Single(await _presence.ListAsync("seen:a", EngineHub.Cancelled));
    }

    [Fact]
    public async Task Sweep_PresenceFails_PingsAllTheSame()
    {
        var (first, firstSink) = _hub.Connect("1");
        var (second, secondSink) = _hub.Connect("2");
        await _hub.SubscribeAsync(first, "seen:a");
        await _hub.SubscribeAsync(second, "seen:a");
        _presence.FailsToAdd = true;
        _hub.Time.Advance(TimeSpan.FromSeconds(25));

        await _hub.SweepAsync();

        Assert.Equal(["ping"], firstSink.Lines, StringComparer.Ordinal);
        Assert.Equal(["ping"], secondSink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Sweep_PresenceFailsForOne_IsRenewedForTheOthers()
    {
        var connections = Enumerable.Range(0, 3).Select(i => _hub.Connect($"{i}").Connection).ToArray();
        foreach (var connection in connections)
        {
            await _hub.SubscribeAsync(connection, "seen:a");
        }

        var renewals = 0;
        _presence.BeforeAdd = () => renewals++ == 0 ? throw new IOException("Away for a moment.") : Task.CompletedTask;
        await AfterAsync(20);

        Assert.Equal(3, renewals);
    }

    [Fact]
    public async Task Sweep_SubscriptionEndsWhileItIsRenewed_IsNotSeen()
    {
        var (connection, _) = _hub.Connect();
        var subscription = await _hub.SubscribeAsync(connection, "seen:a");
        _presence.BeforeAdd = async () => await _hub.SubscriptionManager.EndAsync(subscription, EngineHub.Cancelled);

        await AfterAsync(20);

        Assert.Empty(await _presence.ListAsync("seen:a", EngineHub.Cancelled));
    }

    [Fact]
    public async Task Sweep_PresenceIsSlow_HoldsUpNeitherPingsNorExpiryNorOthersPresence()
    {
        var connections = Enumerable.Range(0, 3).Select(i => _hub.Connect($"{i}")).ToArray();
        foreach (var (connection, _) in connections)
        {
            await _hub.SubscribeAsync(connection, "seen:a");
        }

        await _hub.SubscribeAsync(connections[2].Connection, _hub.Order("a") with { ExpiresAt = _hub.Time.GetUtcNow() + TimeSpan.FromSeconds(12) });
        var stuck = new TaskCompletionSource();
        var renewals = 0;
        _presence.BeforeAdd = () => Interlocked.Increment(ref renewals) == 1 ? stuck.Task : Task.CompletedTask;
        _hub.Time.Advance(TimeSpan.FromSeconds(20));
        var sweeping = _hub.SweepAsync();
        Assert.Equal(3, renewals);
        Assert.False(sweeping.IsCompleted);

        _hub.Time.Advance(TimeSpan.FromSeconds(5));
        _hub.Get<ConnectionSweeper>().Sweep();

        Assert.All(connections.Take(2), entry => Assert.Equal(["ping"], entry.Sink.Lines, StringComparer.Ordinal));
        Assert.Equal(["ping", "unsub a 2501"], connections[2].Sink.Lines.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        stuck.SetResult();
        await sweeping.InTime();
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    private Task AfterAsync(double seconds)
    {
        _hub.Time.Advance(TimeSpan.FromSeconds(seconds));
        return _hub.SweepAsync();
    }
}
