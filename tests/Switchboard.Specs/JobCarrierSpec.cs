using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Switchboard.Extensibility;
using Xunit;

namespace Switchboard.Specs;

/// <summary>The contract of <see cref="IJobCarrier"/>. An adapter's tests inherit it and make a carrier, a broker and workers.</summary>
public abstract partial class JobCarrierSpec
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Makes a carrier to an empty broker.</summary>
    /// <param name="ownBroker">Whether the test ends the broker, or has it refuse messages.</param>
    protected abstract ValueTask<JobCarrierFixture> CreateAsync(bool ownBroker);

    [Fact]
    public async Task Send_Attempt_ItsResultComesBack()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Carrier);
        await using var worker = await bench.StartWorkerAsync();

        Assert.Equal([null], await run.SendAsync(Echo("one", "{\"a\":[1,\"ü\"]}", attempt: 3)));

        var done = await run.EndOfAsync("one");
        Assert.Equal((JobReportKind.Done, 3), (done.Kind, done.Attempt));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("{\"a\":[1,\"ü\"]}"), JsonNode.Parse(done.Data.Span)), TextOf(done.Data));
        Assert.Null(bench.Carrier.Problem);
    }

    [Fact]
    public async Task Send_FailingMethod_SaysWhy()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Carrier);
        await using var worker = await bench.StartWorkerAsync();

        await run.SendAsync(Attempt("one", "fail", """{"message":"out of paper"}"""));

        var failed = await run.EndOfAsync("one");
        Assert.Equal((JobReportKind.Failed, 1), (failed.Kind, failed.Attempt));
        Assert.Equal(ErrorCodes.Internal.Code, failed.Error?.Code);
        Assert.Contains("out of paper", failed.Error?.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", failed.Error?.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" at ", failed.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_LongJob_ItsBeginningAndProgressAreTold()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Carrier);
        await using var worker = await bench.StartWorkerAsync();
        using var gate = new Gate();

        await run.SendAsync(gate.Hold("one"));
        var progress = await run.Sink.AwaitAsync(static report => report.Kind == JobReportKind.Progress, Cancelled);
        await run.Sink.AwaitAsync(static report => report.Kind == JobReportKind.Started, Cancelled);
        gate.Open();

        Assert.Equal(("one", 1), (progress.Id, progress.Attempt));
        Assert.Equal("{\"step\":1}", TextOf(progress.Data).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("\"released\"", TextOf((await run.EndOfAsync("one")).Data));
    }

    [Fact]
    public async Task Send_ManyAttempts_EachEnds()
    {
        const int Count = 500;
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Carrier);

        foreach (var batch in Enumerable.Range(0, Count).Chunk(100))
        {
            Assert.All(await run.SendAsync([.. batch.Select(number => Echo(NameOf(number), NameOf(number)))]), Assert.Null);
        }

        await using var worker = await bench.StartWorkerAsync();
        foreach (var number in Enumerable.Range(0, Count))
        {
            Assert.Equal(NameOf(number), TextOf((await run.EndOfAsync(NameOf(number))).Data));
        }
    }

    [Fact]
    public async Task Send_SameAttemptAgain_HasAtLeastOneEnd()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Carrier);
        await using var worker = await bench.StartWorkerAsync();

        await run.SendAsync(Echo("one", "1"), Echo("one", "1"));
        await run.SendAsync(Echo("one", "1"), Echo("two", "2"));

        Assert.Equal("1", TextOf((await run.EndOfAsync("one")).Data));
        Assert.Equal("2", TextOf((await run.EndOfAsync("two")).Data));
        Assert.All(run.Sink.Reports.Where(static report => report.Kind is not JobReportKind.Started), static report => Assert.Equal(JobReportKind.Done, report.Kind));
    }

    [Fact]
    public async Task Report_SinkThatRefuses_IsGivenItAgain()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Carrier);
        await using var worker = await bench.StartWorkerAsync();
        run.Sink.Refusals = 2;

        await run.SendAsync(Echo("one", "1"));

        Assert.Equal("1", TextOf((await run.EndOfAsync("one")).Data));
        Assert.True(run.Sink.Refusals < 0);
    }

    [Fact]
    public async Task Report_ThatSinkHasNotTaken_ComesToTheNextOne()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var worker = await bench.StartWorkerAsync();
        await using (var run = new CarrierRun(bench.Carrier))
        {
            run.Sink.Refusals = int.MaxValue;
            await run.SendAsync(Echo("one", "1"));
            await WaitForAsync(() => run.Sink.Refusals < int.MaxValue);
        }

        await using var next = new CarrierRun(bench.Carrier);

        Assert.Equal("1", TextOf((await next.EndOfAsync("one")).Data));
    }

    [Fact]
    public async Task Report_ThatCannotBeRead_IsDropped()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Carrier);
        await using var worker = await bench.StartWorkerAsync();
        await run.SendAsync(Echo("one", "1"));
        await run.EndOfAsync("one");

        await bench.WriteRubbishAsync();
        await run.SendAsync(Echo("two", "2"));

        await run.EndOfAsync("two");
        Assert.All(run.Sink.Reports, static report => Assert.Contains(report.Id, new[] { "one", "two" }, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Send_WithoutAQueue_CanNeverBeSent()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Unroutable);

        var outcomes = await run.SendAsync(Echo("one", "1"), Echo("two", "2"));

        Assert.All(outcomes, static outcome => Assert.Equal(ErrorCodes.MethodNotFound.Code, outcome?.Code));
    }

    [Fact]
    public async Task Send_Expired_CanNeverBeSent()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Carrier);

        var outcomes = await run.SendAsync(Echo("one", "1") with { ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) }, Echo("two", "2"));

        Assert.Equal([ErrorCodes.Expired, null], outcomes);
    }

    [Fact]
    public async Task Cancel_RunningJob_ReachesTheWorker()
    {
        await using var bench = await CreateAsync(ownBroker: false);
        await using var run = new CarrierRun(bench.Carrier);
        await using var worker = await bench.StartWorkerAsync();
        using var gate = new Gate();
        await run.SendAsync(gate.Hold("one"));
        await run.Sink.AwaitAsync(static report => report.Kind == JobReportKind.Progress, Cancelled);

        await bench.Carrier.CancelAsync("one", 1, Cancelled);

        Assert.Equal(JobReportKind.Cancelled, (await run.EndOfAsync("one")).Kind);
    }

    private static JobAttempt Echo(string id, string value, int attempt = 1) => Attempt(id, "echo", $$"""{"value":{{value}}}""") with { Number = attempt };

    private static JobAttempt Attempt(string id, string method, string data) => new(id, Number: 1, method, Encoding.UTF8.GetBytes(data))
    {
        Caller = new() { Kind = PrincipalKind.User, UserId = "42" },
        Deadline = TimeSpan.FromMinutes(5),
    };

    private static string NameOf(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string TextOf(ReadOnlyMemory<byte> data) => Encoding.UTF8.GetString(data.Span);

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }
}
