using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Switchboard.Diagnostics;
using Switchboard.Hosting;
using Switchboard.Tests.Hub;
using Switchboard.Tests.Support;
using Xunit;
using MeterFactory = System.Diagnostics.Metrics.IMeterFactory;

namespace Switchboard.Tests.Diagnostics;

public sealed class SupervisorTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<Supervisor> _log = new();
    private readonly Supervisor _supervisor;
    private int _stops;

    public SupervisorTests()
        => _supervisor = new Supervisor(new HubMetrics(_services.GetRequiredService<MeterFactory>()), _time, _log) { StopHost = () => _stops++ };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WorkFails_BeginsAgainAndSaysSoOnce()
    {
        var begun = 0;
        var running = _supervisor.RunAsync("work", _ => ++begun < 3 ? throw new InvalidOperationException("broken") : Task.CompletedTask, Cancelled);

        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await running;
        Assert.Equal(3, begun);
        Assert.Equal([LogLevel.Error, LogLevel.Debug], _log.Entries.Select(entry => entry.Level));
        Assert.Contains("broken", _log.Entries.First().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ToldToStop_EndsWithoutAFailure()
    {
        using var stopping = new CancellationTokenSource();
        var running = _supervisor.RunAsync("work", token => Task.Delay(Timeout.Infinite, token), stopping.Token);

        await stopping.CancelAsync();

        await running.InTime();
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task Repeat_TurnFailsOrGivesUpWaiting_HasItsNextTurn()
    {
        using var stopping = new CancellationTokenSource();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        var turns = 0;
        var running = _supervisor.RepeatAsync("turns", timer, _ => ++turns < 3 ? throw new OperationCanceledException() : stopping.CancelAsync(), stopping.Token);

        Waiting.Until(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return turns == 3;
        });

        await running.InTime();
    }

    [Fact]
    public void Thread_TurnFailsNowAndThen_GoesOn()
    {
        var turns = 0;

        _supervisor.RunThread("loop", () => ++turns % 2 == 1 ? throw new InvalidOperationException("broken") : turns < 24);

        Assert.Equal((24, 0), (turns, _stops));
    }

    [Fact]
    public void Thread_FailsAlways_StopsTheHost()
    {
        _supervisor.RunThread("loop", static () => throw new InvalidOperationException("broken"));

        Assert.Equal(1, _stops);
        Assert.Equal(LogLevel.Critical, _log.Entries.Last().Level);
    }

    [Fact]
    public async Task Detach_TaskFails_IsReported()
    {
        var failing = new TaskCompletionSource();
        _supervisor.Detach("task", failing.Task);

        failing.SetException(new InvalidOperationException("broken"));

        await Eventually.TrueAsync(() => !_log.Entries.IsEmpty, Cancelled);
        Assert.Equal(["task"], _supervisor.Failing, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Health_Failure_IsDegradedForAMinute()
    {
        var check = new BackgroundHealthCheck(_supervisor);
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext(), Cancelled)).Status);

        _supervisor.Run("callback", 1, static _ => throw new InvalidOperationException("broken"));
        var failing = await check.CheckHealthAsync(new HealthCheckContext(), Cancelled);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((HealthStatus.Degraded, "background tasks fail: callback"), (failing.Status, failing.Description));
        Assert.Equal(HealthStatus.Healthy, (await check.CheckHealthAsync(new HealthCheckContext(), Cancelled)).Status);
    }

    [Fact]
    public void Report_LogFails_DoesNotThrow()
    {
        var supervisor = new Supervisor(new HubMetrics(_services.GetRequiredService<MeterFactory>()), _time, new FailingLogger());

        supervisor.Report("work", new InvalidOperationException("broken"));

        Assert.Equal(["work"], supervisor.Failing, StringComparer.Ordinal);
    }

    public void Dispose() => _services.Dispose();

    private sealed class FailingLogger : ILogger<Supervisor>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => throw new IOException("The disk is full.");
    }
}
