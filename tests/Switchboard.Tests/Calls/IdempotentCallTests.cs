using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Switchboard.Extensibility;
using Switchboard.Results;
using Switchboard.Tests.Support;
using Xunit;

namespace Switchboard.Tests.Calls;

/// <summary>Calls with an idempotency key, which take effect once.</summary>
public sealed class IdempotentCallTests
{
    private const string Keyed = ""","idempotency_key":"k" """;

    [Fact]
    public async Task Repeat_AfterTheResult_IsGivenItAndCarriesNothingOut()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var first = hub.Connect().CallAsync("sum", Keyed);
        await worker.AnswerAsync(worker.Given[0].Id);

        Assert.Equal("""{"data":2}""", TextOf(await first));
        Assert.Equal("""{"data":2}""", TextOf(await hub.Connect().CallAsync("sum", Keyed)));
        Assert.Single(worker.Given);
    }

    [Fact]
    public async Task Repeat_WhileItIsCarriedOut_WaitsForTheFirst()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var first = hub.Connect().CallAsync("sum", Keyed);
        var second = hub.Connect().CallAsync("sum", Keyed);
        Assert.False(second.IsCompleted);

        await worker.AnswerAsync(Assert.Single(worker.Given).Id);

        Assert.Equal(["""{"data":2}""", """{"data":2}"""], (await Task.WhenAll(first, second)).Select(TextOf), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Repeat_PastItsOwnDeadline_EndsWhileTheFirstGoesOn()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var first = hub.Connect().CallAsync("sum", $"{Keyed},\"deadline_ms\":5000");
        var second = hub.Connect().CallAsync("sum", $"{Keyed},\"deadline_ms\":500");

        hub.Engine.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(ErrorCodes.DeadlineExceeded, (await second).Error);
        Assert.False(first.IsCompleted);
        Assert.True(await worker.AnswerAsync(worker.Given[0].Id));
        Assert.Equal("""{"data":2}""", TextOf(await first));
    }

    [Fact]
    public async Task Vanish_Caller_TheCallGoesOnAndAnotherConnectionIsGivenTheResult()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var caller = hub.Connect();
        _ = caller.CallAsync("sum", Keyed);

        hub.Cut(caller);
        var again = hub.Connect().CallAsync("sum", Keyed);

        Assert.True(await worker.AnswerAsync(Assert.Single(worker.Given).Id));
        Assert.Equal("""{"data":2}""", TextOf(await again));
    }

    [Fact]
    public async Task Repeat_OfAnotherUserOrMethod_IsACallOfItsOwn()
    {
        await using var hub = CallHub.Create();
        var (worker, other) = (await hub.ServeAsync("sum"), await hub.ServeAsync("sun"));
        _ = hub.Connect("1").CallAsync("sum", Keyed);
        _ = hub.Connect("2").CallAsync("sum", Keyed);
        _ = hub.Connect("1").CallAsync("sun", Keyed);
        _ = hub.Connect("1").CallAsync("sum", ""","idempotency_key":"l" """);

        Assert.Equal((3, 1), (worker.Given.Length, other.Given.Length));
    }

    [Fact]
    public async Task Repeat_AfterAnErrorOfTheMethod_IsGivenTheError()
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var first = hub.Connect().CallAsync("sum", Keyed);
        await worker.AnswerAsync(worker.Given[0].Id, """ "error":{"code":1001,"message":"sold out"} """);

        Assert.Equal(new ErrorCode(1001, "sold out"), (await first).Error);
        Assert.Equal(new ErrorCode(1001, "sold out"), (await hub.Connect().CallAsync("sum", Keyed)).Error);
        Assert.Single(worker.Given);
    }

    [Fact]
    public async Task Repeat_AfterNobodyWasGivenIt_IsCarriedOut()
    {
        await using var hub = CallHub.Create();
        Assert.Equal(ErrorCodes.MethodNotFound, (await hub.Connect().CallAsync("sum", Keyed)).Error);
        var worker = await hub.ServeAsync("sum", concurrency: 1);
        _ = hub.Connect().CallAsync("sum");
        var waited = hub.Connect().CallAsync("sum", $"{Keyed},\"deadline_ms\":500");
        hub.Engine.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(ErrorCodes.DeadlineExceeded, (await waited).Error);
        await worker.AnswerAsync(worker.Given[0].Id);

        var again = hub.Connect().CallAsync("sum", Keyed);

        await worker.AnswerAsync(worker.Given[1].Id);
        Assert.Equal("""{"data":2}""", TextOf(await again));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(",\"idempotent\":true", 2)]
    public async Task Repeat_AfterNobodyKnowsWhetherItWasCarriedOut_IsAnErrorUnlessItDoesNoHarm(string more, int given)
    {
        await using var hub = CallHub.Create();
        var worker = await hub.ServeAsync("sum");
        var first = hub.Connect().CallAsync("sum", $"{Keyed},\"deadline_ms\":500{more}");
        hub.Engine.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(ErrorCodes.DeadlineExceeded, (await first).Error);

        var second = hub.Connect().CallAsync("sum", $"{Keyed},\"deadline_ms\":500{more}");

        Assert.Equal(given, worker.Given.Length);
        Assert.Equal(given == 1, second.IsCompleted);
        hub.Engine.Time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(ErrorCodes.DeadlineExceeded, (await second).Error);
    }

    [Fact]
    public async Task Repeat_AfterTheWindow_IsCarriedOut()
    {
        await using var hub = CallHub.Create("\"resultWindowSeconds\": 60");
        var worker = await hub.ServeAsync("sum");
        var first = hub.Connect().CallAsync("sum", Keyed);
        await worker.AnswerAsync(worker.Given[0].Id);
        await first;

        hub.Engine.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("""{"data":2}""", TextOf(await hub.Connect().CallAsync("sum", Keyed)));
        hub.Engine.Time.Advance(TimeSpan.FromSeconds(1));
        _ = hub.Connect().CallAsync("sum", Keyed);

        Assert.Equal(2, worker.Given.Length);
    }

    [Fact]
    public async Task Limits_Answers()
    {
        await using var hub = CallHub.Create("\"keptResults\": 1");
        var caller = (await hub.ServeAsync("sum")).Hub.Connect();
        _ = caller.CallAsync("sum", Keyed);

        Assert.Equal(ErrorCodes.TooManyRequests, (await caller.CallAsync("sum", ""","idempotency_key":"l" """)).Error);
        Assert.Equal(ErrorCodes.BadRequest, (await caller.CallAsync("sum", $",\"idempotency_key\":\"{new string('x', 256)}\"")).Error);
        Assert.Equal(ErrorCodes.BadRequest, (await caller.CallAsync("sum", $"{Keyed},\"deadline_ms\":-1")).Error);
    }

    [Fact]
    public async Task Call_FromServerCode_TakesEffectOnceAndGoesOnWhenItIsGivenUp()
    {
        await using var hub = CallHub.Create();
        var count = 0;
        var result = new TaskCompletionSource<ReadOnlyMemory<byte>>();
        hub.Map("buy", async (_, _) =>
        {
            Interlocked.Increment(ref count);
            return await result.Task;
        });
        var options = new CallOptions { IdempotencyKey = "k" };
        using var giveUp = new CancellationTokenSource();
        var first = hub.Engine.Get<ISwitchboard>().CallAsync("buy", options: options, cancellationToken: giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        var second = hub.Engine.Get<ISwitchboard>().CallAsync("buy", options: options, cancellationToken: TestContext.Current.CancellationToken);
        result.SetResult("7"u8.ToArray());

        Assert.Equal("7"u8.ToArray(), (await second).ToArray());
        Assert.Equal(1, count);
    }

    [Fact]
    public async Task Store_CannotKeepTheResult_WhoRepeatsIsGivenItAllTheSame()
    {
        var store = new FailingStore();
        await using var hub = CallHub.Create(
            configure: services => services.AddSingleton<IDurableStreamStore, AwayStreamStore>().AddSingleton<IDurableCallResultStore>(store),
            moreNamespaces: """ "kept": { "storage": "durable", "historySize": 1, "allowCall": ["user"], "allowServe": ["user"] }, """);
        var worker = await hub.ServeAsync("kept:sum");
        var first = hub.Connect().CallAsync("kept:sum", Keyed);
        await worker.AnswerAsync(worker.Given[0].Id);

        Assert.Equal("""{"data":2}""", TextOf(await first));
        Assert.Equal("""{"data":2}""", TextOf(await hub.Connect().CallAsync("kept:sum", Keyed)));
        Assert.Single(worker.Given);

        store.IsAway = false;
        hub.Engine.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("2", Encoding.UTF8.GetString((await store.Kept).Data.Span));
    }

    private static string TextOf(Result<ReadOnlyMemory<byte>> outcome) => outcome.IsSuccess ? Encoding.UTF8.GetString(outcome.Value.Span) : $"{outcome.Error}";

    /// <summary>A store whose database goes away once a call has begun.</summary>
    private sealed class FailingStore : IDurableCallResultStore
    {
        private readonly TaskCompletionSource<CallResult> _kept = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsAway { get; set; } = true;

        public Task<CallResult> Kept => _kept.Task;

        public ValueTask<CallResult?> BeginAsync(string key, TimeSpan rememberFor, CancellationToken cancellationToken) => ValueTask.FromResult<CallResult?>(null);

        public ValueTask EndAsync(string key, CallResult result, TimeSpan rememberFor, CancellationToken cancellationToken)
        {
            if (IsAway)
            {
                throw new SwitchboardException(ErrorCodes.NotAvailable);
            }

            _kept.SetResult(result);
            return ValueTask.CompletedTask;
        }

        public ValueTask ForgetAsync(string key, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
