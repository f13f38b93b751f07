using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Tests.Commands;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>Calls that the application serves, and those that it makes.</summary>
public sealed class HandlerTests
{
    private static ISwitchboard Switchboard(CallHub hub) => hub.Engine.Get<ISwitchboard>();

    [Fact]
    public async Task Call_Handler_KnowsWhoCallsAndAnswers()
    {
        await using var hub = CallHub.Create();
        hub.Map("whoami", (data, context) => ValueTask.FromResult<ReadOnlyMemory<byte>>(
            JsonSerializer.SerializeToUtf8Bytes($"{context.Method} {context.Caller.UserId} {context.CallerClient.Length} {Encoding.UTF8.GetString(data.Span)}")));

        Assert.Equal("""{"data":"whoami 42 36 1"}""", await hub.Connect().OkAsync("call", """{"method":"whoami","data":1}"""));
    }

    [Fact]
    public async Task Call_HandlerThatFails_IsAnInternalErrorWithAnId()
    {
        var logger = new RecordingLogger<Switchboard.Calls.HandlerRunner>();
        await using var hub = CallHub.Create(configure: services => services.AddSingleton<Microsoft.Extensions.Logging.ILogger<Switchboard.Calls.HandlerRunner>>(logger));
        hub.Map("fail", (_, _) => throw new InvalidOperationException("secret"));

        var error = await hub.Connect().ErrorAsync("call", """{"method":"fail"}""");

        Assert.Equal(100u, error.Code);
        Assert.Matches(@"^internal server error \(id [0-9a-f]{8}\)$", error.Message);
        Assert.Contains(logger.Entries, entry => entry.Id == 160 && entry.Text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_HandlerThatThrowsAnAnswer_EndsWithIt()
    {
        await using var hub = CallHub.Create();
        hub.Map("buy", (_, _) => throw new SwitchboardException(new ErrorCode(1234, "sold out")));

        Assert.Equal(new ErrorCode(1234, "sold out"), await hub.Connect().ErrorAsync("call", """{"method":"buy"}"""));
    }

    [Fact]
    public async Task Call_Handler_HasServicesOfItsOwn()
    {
        await using var hub = CallHub.Create(configure: services => services.AddScoped<Disposable>());
        var used = new List<Disposable>();
        hub.Map("use", async (_, context) =>
        {
            var service = context.Services.GetRequiredService<Disposable>();
            Assert.Same(service, context.Services.GetRequiredService<Disposable>());
            await Task.Yield();
            Assert.False(service.IsDisposed);
            used.Add(service);
            return default;
        });

        await hub.Connect().OkAsync("call", """{"method":"use"}""");
        await hub.Connect().OkAsync("call", """{"method":"use"}""");

        Assert.Equal(2, used.Distinct().Count());
        Assert.All(used, service => Assert.True(service.IsDisposed));
    }

    [Fact]
    public async Task Deadline_Passed_CancelsTheHandlerWhichHoldsItsPlaceUntilItReturns()
    {
        await using var hub = CallHub.Create("\"pendingPerConnection\": 1");
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Map("wait", async (_, context) =>
        {
            await using var registration = context.CancellationToken.UnsafeRegister(_ => cancelled.TrySetResult(), null);
            await finish.Task;
            return default;
        });
        var caller = hub.Connect();
        var pending = caller.CallAsync("wait", ""","deadline_ms":1000""");
        hub.Engine.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(ErrorCodes.DeadlineExceeded, (await pending).Error);
        await cancelled.Task.WaitAsync(EngineHub.Cancelled);
        Assert.Equal(ErrorCodes.TooManyRequests, (await caller.CallAsync("wait")).Error);

        finish.SetResult();
        await Hub.Eventually.TrueAsync(() => caller.CallAsync("wait") is var next && !(next.IsCompleted && next.Result.Error == ErrorCodes.TooManyRequests), EngineHub.Cancelled);
    }

    [Fact]
    public async Task Vanish_Caller_CancelsTheHandler()
    {
        await using var hub = CallHub.Create();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Map("wait", async (_, context) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken).ContinueWith(_ => cancelled.SetResult(), TaskScheduler.Default);
            return default;
        });
        var caller = hub.Connect();
        _ = caller.CallAsync("wait");
        await started.Task.WaitAsync(EngineHub.Cancelled);

        hub.Cut(caller);

        await cancelled.Task.WaitAsync(EngineHub.Cancelled);
    }

    [Fact]
    public async Task Progress_OfAHandler_ReachesTheCaller()
    {
        await using var hub = CallHub.Create();
        hub.Map("work", (_, context) =>
        {
            Assert.True(context.ReportProgress(new Order(1, "tea"), OrderContext.Default.Order));
            return ValueTask.FromResult<ReadOnlyMemory<byte>>("2"u8.ToArray());
        });
        var caller = hub.Connect();

        Assert.True((await caller.CallAsync("work", ""","id":"mine" """)).IsSuccess);

        Assert.StartsWith("progress mine {", Assert.Single(caller.Sink.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallAsync_Worker_IsTypedAndHearsOfProgress()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("order");
        var progress = new List<string>();
        var options = new CallOptions { Progress = new Listener(json => progress.Add(Encoding.UTF8.GetString(json.Span))) };
        var pending = Switchboard(hub).CallAsync("order", new Order(7, "tea"), OrderContext.Default.Order, OrderContext.Default.Order, options, EngineHub.Cancelled).AsTask();
        var given = Assert.Single(worker.Given);

        Assert.True(await worker.AnswerAsync(given.Id, "\"progress\":50"));
        Assert.True(await worker.AnswerAsync(given.Id, $"\"data\":{given.Data}"));

        Assert.Equal(new Order(7, "tea"), await pending);
        Assert.Equal(["50"], progress);
    }

    [Fact]
    public async Task CallAsync_ListenerThatFails_HarmsNobodyElse()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("order");
        var options = new CallOptions { Progress = new Listener(_ => throw new InvalidOperationException("mine")) };
        var pending = Switchboard(hub).CallAsync("order", options: options, cancellationToken: EngineHub.Cancelled).AsTask();

        Assert.True(await worker.AnswerAsync(worker.Given[0].Id, "\"progress\":50"));
        Assert.True(await worker.AnswerAsync(worker.Given[0].Id));

        Assert.Equal("2", Encoding.UTF8.GetString((await pending).Span));
    }

    [Fact]
    public async Task CallAsync_Errors_AreThrown()
    {
        await using var hub = CallHub.Create();
        Assert.Equal(ErrorCodes.MethodNotFound, (await Assert.ThrowsAsync<SwitchboardException>(() => Switchboard(hub).CallAsync("none", cancellationToken: EngineHub.Cancelled).AsTask())).Error);
        Assert.Equal(ErrorCodes.PermissionDenied, (await Assert.ThrowsAsync<SwitchboardException>(() => Switchboard(hub).CallAsync("small:none", cancellationToken: EngineHub.Cancelled).AsTask())).Error);
        Assert.Equal(ErrorCodes.BadRequest, (await Assert.ThrowsAsync<SwitchboardException>(() => Switchboard(hub).CallAsync("none", "{"u8.ToArray(), cancellationToken: EngineHub.Cancelled).AsTask())).Error);
    }

    [Fact]
    public async Task CallAsync_Cancelled_ThrowsAndTellsTheWorker()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("order");
        using var source = new CancellationTokenSource();
        var pending = Switchboard(hub).CallAsync("order", cancellationToken: source.Token).AsTask();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Contains($"cancel {worker.Given[0].Id}", worker.Sink.Lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Map_Twice_IsAMistake()
    {
        await using var hub = CallHub.Create();
        hub.Map("sum", (_, _) => default);

        Assert.Throws<InvalidOperationException>(() => hub.Map("sum", (_, _) => default));
    }

    [Fact]
    public async Task Call_HandlerAndWorkerOfOneName_TheWorkerOnlyWhereItIsMeant()
    {
        await using var hub = CallHub.Create();
        hub.Map("sum", (_, _) => ValueTask.FromResult<ReadOnlyMemory<byte>>("7"u8.ToArray()));
        var worker = await hub.ServeAsync("sum", user: "1");

        Assert.Equal("""{"data":7}""", await hub.Connect().OkAsync("call", """{"method":"sum"}"""));
        Assert.Empty(worker.Given);
        _ = hub.Connect().CallAsync("sum", ""","user":"1" """);
        Assert.Single(worker.Given);
    }

    private sealed class Listener(Action<ReadOnlyMemory<byte>> listen) : IProgress<ReadOnlyMemory<byte>>
    {
        public void Report(ReadOnlyMemory<byte> value) => listen(value);
    }

    private sealed class Disposable : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
