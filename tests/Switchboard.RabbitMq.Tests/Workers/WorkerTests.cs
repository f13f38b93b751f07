using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Jobs;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Specs;
using Switchboard.Worker;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Workers;

/// <summary>Workers in C#, with a carrier and a real server.</summary>
public sealed class WorkerTests(RabbitMqServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handler_KnowsItsJob_AndHasAScopeOfItsOwn()
    {
        var (uri, run) = await CreateAsync();
        await using var carrier = run;
        using var host = await StartAsync(uri, static builder => builder.MapJob<int[], string>("work", static (context, numbers) =>
        {
            context.Services.GetRequiredService<Scoped>().Count++;
            return Task.FromResult($"{context.Id} {context.Attempt} {context.Method} {context.Caller.Kind} {context.Caller.UserId} {numbers.Sum()} {context.Services.GetRequiredService<Scoped>().Count}");
        }));

        await run.SendAsync(Attempt("one", "[1,2]"), Attempt("two", "[3]"));

        Assert.Equal("one 2 work Device ann 3 1", JsonSerializer.Deserialize<string>((await run.EndOfAsync("one")).Data.Span));
        Assert.Equal("two 2 work Device ann 3 1", JsonSerializer.Deserialize<string>((await run.EndOfAsync("two")).Data.Span));
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Handler_ThatThrows_FailsWithItsError()
    {
        var (uri, run) = await CreateAsync();
        await using var carrier = run;
        using var host = await StartAsync(uri, static builder => builder.MapJob<int>("work", static (_, number) => number switch
        {
            0 => Task.CompletedTask,
            1 => throw new SwitchboardException(new ErrorCode(1001, "sold out", Temporary: true)),
            2 => throw new InvalidOperationException("broken"),
            _ => throw new OperationCanceledException("its own"),
        }));

        await run.SendAsync(Attempt("none", ""), Attempt("one", "1"), Attempt("two", "2"), Attempt("three", "3"), Attempt("text", "\"x\""));

        Assert.Equal((JobReportKind.Done, 0), ((await run.EndOfAsync("none")).Kind, (await run.EndOfAsync("none")).Data.Length));
        Assert.Equal(new ErrorCode(1001, "sold out", Temporary: true), (await run.EndOfAsync("one")).Error);
        Assert.Equal(ErrorCodes.Internal with { Message = "broken" }, (await run.EndOfAsync("two")).Error);
        Assert.Equal(ErrorCodes.Internal with { Message = "its own" }, (await run.EndOfAsync("three")).Error);
        Assert.Equal(ErrorCodes.BadRequest.Code, (await run.EndOfAsync("text")).Error?.Code);
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Handler_PastTheDeadline_IsCancelled_AndTheAttemptHasFailed()
    {
        var (uri, run) = await CreateAsync();
        await using var carrier = run;
        using var host = await StartAsync(uri, static builder => builder.MapJob<int>("work", static (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken)));

        await run.SendAsync(Attempt("one", "1") with { Deadline = TimeSpan.FromMilliseconds(200) });

        Assert.Equal(ErrorCodes.DeadlineExceeded, (await run.EndOfAsync("one")).Error);
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Method_ThatNobodyMapped_HasFailed()
    {
        var (uri, run) = await CreateAsync(static options => options.Queue = "shared");
        await using var carrier = run;
        using var host = await StartAsync(uri, static builder => builder.MapJob<int, int>("work", static (_, number) => Task.FromResult(number), new JobHandlerOptions { Queue = "shared" }));

        await run.SendAsync(Attempt("one", "1") with { Method = "other" }, Attempt("two", "2"));

        Assert.Equal(ErrorCodes.MethodNotFound, (await run.EndOfAsync("one")).Error);
        Assert.Equal("2", Encoding.UTF8.GetString((await run.EndOfAsync("two")).Data.Span));
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Cancel_BeforeTheJobRuns_LeavesItAlone()
    {
        var (uri, run) = await CreateAsync();
        await using var carrier = run;
        var begun = new TaskCompletionSource();
        var calls = 0;
        using var host = await StartAsync(
            uri,
            builder => builder.MapJob<int>(
                "work",
                async (context, _) =>
                {
                    Interlocked.Increment(ref calls);
                    begun.TrySetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                },
                new JobHandlerOptions { Concurrency = 1 }));
        await run.SendAsync(Attempt("one", "1"), Attempt("two", "2"), Attempt("three", "3"));
        await begun.Task.WaitAsync(Patience.Limit, Cancelled);

        await run.CancelAsync("three", 2);
        await run.CancelAsync("two", 2);
        await run.CancelAsync("one", 2);

        Assert.Equal(JobReportKind.Done, (await run.EndOfAsync("one")).Kind);
        Assert.Equal(JobReportKind.Cancelled, (await run.EndOfAsync("two")).Kind);
        Assert.Equal(JobReportKind.Cancelled, (await run.EndOfAsync("three")).Kind);
        Assert.Equal(1, calls);
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Stop_LetsRunningJobsEnd_AndGivesTheOthersBack()
    {
        var (uri, run) = await CreateAsync();
        await using var carrier = run;
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var first = await StartAsync(
            uri,
            builder => builder.MapJob<int, string>(
                "work",
                async (context, number) =>
                {
                    begun.TrySetResult();
                    await (number == 1 ? release.Task : Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken));
                    return "first";
                },
                new JobHandlerOptions { Concurrency = 2 }),
            static options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        await run.SendAsync(Attempt("one", "1"), Attempt("two", "2"));
        await begun.Task.WaitAsync(Patience.Limit, Cancelled);

        var stopping = first.StopAsync(Cancelled);
        release.SetResult();
        await stopping;
        using var second = await StartAsync(uri, static builder => builder.MapJob<int, string>("work", static (context, _) => Task.FromResult($"second {context.IsRedelivered}")));

        Assert.Equal("\"first\"", Encoding.UTF8.GetString((await run.EndOfAsync("one")).Data.Span));
        Assert.Equal("\"second True\"", Encoding.UTF8.GetString((await run.EndOfAsync("two")).Data.Span));
        await second.StopAsync(Cancelled);
    }

    [Fact]
    public async Task RunningJob_GoesOnWhileTheConnectionIsLost_AndIsNotBegunAgain()
    {
        var (uri, run) = await CreateAsync();
        await using var carrier = run;
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var calls = 0;
        using var host = await StartAsync(uri, builder => builder.MapJob<int>("work", async (_, number) =>
        {
            if (number == 1)
            {
                Interlocked.Increment(ref calls);
                begun.TrySetResult();
                await release.Task;
            }
        }));
        await run.SendAsync(Attempt("one", "1"));
        await begun.Task.WaitAsync(Patience.Limit, Cancelled);

        await server.ControlAsync("close_all_connections", "--vhost", new Uri(uri).AbsolutePath[1..], "a test");

        // It was delivered again when one behind it ends.
        await run.SendAsync(Attempt("two", "2"));
        await run.EndOfAsync("two");
        release.SetResult();
        Assert.Equal(JobReportKind.Done, (await run.EndOfAsync("one")).Kind);
        Assert.Equal(1, calls);
        await host.StopAsync(Cancelled);
    }

    [Theory]
    [InlineData("http://localhost", 16)]
    [InlineData("amqp://localhost", 0)]
    public void Add_Mistakes_AreToldAtOnce(string uri, int concurrency)
        => Assert.Throws<ArgumentException>(() => new ServiceCollection().AddSwitchboardWorker(worker => (worker.Uri, worker.Concurrency) = (new Uri(uri), concurrency)));

    [Fact]
    public void Map_SameMethodTwice_IsAMistake()
    {
        var builder = new ServiceCollection().AddSwitchboardWorker(static worker => worker.Uri = new Uri("amqp://localhost")).MapJob<int>("work", static (_, _) => Task.CompletedTask);

        Assert.Throws<ArgumentException>(() => builder.MapJob<int>("work", static (_, _) => Task.CompletedTask));
    }

    private static JobAttempt Attempt(string id, string data) => new(id, Number: 2, "work", Encoding.UTF8.GetBytes(data))
    {
        Caller = new() { Kind = PrincipalKind.Device, UserId = "ann" },
        Deadline = TimeSpan.FromMinutes(5),
    };

    private static async Task<IHost> StartAsync(string uri, Action<SwitchboardWorkerBuilder> map, Action<SwitchboardWorkerOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddScoped<Scoped>();
        map(builder.Services.AddSwitchboardWorker(worker =>
        {
            worker.Uri = new Uri(uri);
            worker.MaxPause = TimeSpan.FromMilliseconds(500);
            configure?.Invoke(worker);
        }));
        var host = builder.Build();
        await host.StartAsync(Cancelled);
        return host;
    }

    private async Task<(string Uri, CarrierRun Run)> CreateAsync(Action<RabbitMqCarrierOptions>? configure = null)
    {
        var uri = await server.CreateHostAsync();
        var options = CarrierBench.Configure(new RabbitMqCarrierOptions { Methods = { "work" } }, uri, "test");
        configure?.Invoke(options);
        return (uri, new CarrierRun(CarrierBench.Create(options)));
    }

    private sealed class Scoped
    {
        public int Count { get; set; }
    }
}
