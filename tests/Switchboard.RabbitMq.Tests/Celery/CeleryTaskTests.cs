using System.Text;
using System.Text.Json.Nodes;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Celery;
using Switchboard.RabbitMq.Jobs;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Celery;

/// <summary>Jobs as tasks, with a worker of Celery.</summary>
public sealed class CeleryTaskTests(RabbitMqServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("[1,\"a\"]", """{"args":[1,"a"],"kwargs":{}}""")]
    [InlineData("""{"a":1,"b":[2]}""", """{"args":[],"kwargs":{"a":1,"b":[2]}}""")]
    [InlineData("""{"args":[1],"kwargs":{"b":2}}""", """{"args":[1],"kwargs":{"b":2}}""")]
    [InlineData("""{"kwargs":{"b":2}}""", """{"args":[],"kwargs":{"b":2}}""")]
    [InlineData("""{"args":5}""", """{"args":[],"kwargs":{"args":5}}""")]
    [InlineData("{}", """{"args":[],"kwargs":{}}""")]
    [InlineData("", """{"args":[],"kwargs":{}}""")]
    [InlineData("\"ü\"", """{"args":["ü"],"kwargs":{}}""")]
    public void Write_Data_BecomesArguments(string data, string expected)
    {
        var body = JsonNode.Parse(TaskArguments.Write(Encoding.UTF8.GetBytes(data)).Span)!;

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), new JsonObject { ["args"] = body[0]!.DeepClone(), ["kwargs"] = body[1]!.DeepClone() }), body.ToJsonString());
        Assert.Equal(["callbacks", "errbacks", "chain", "chord"], body[2]!.AsObject().Select(static property => property.Key), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Send_Tasks_EndAsTheyDo()
    {
        var (uri, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);
        await using var worker = await CarrierBench.StartCeleryAsync(uri);

        await run.SendAsync(Attempt("both", "arguments", """{"args":[1],"kwargs":{"b":2}}"""), Attempt("unknown", "no.such.task", ""), Attempt("again", "again", "[2]"), Attempt("never", "again", "[9]"));

        Assert.Equal("""{"args":[1],"kwargs":{"b":2}}""", Encoding.UTF8.GetString((await run.EndOfAsync("both")).Data.Span).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(ErrorCodes.MethodNotFound with { Message = "no Celery worker has the task 'no.such.task'" }, (await run.EndOfAsync("unknown")).Error);
        Assert.Equal("2", Encoding.UTF8.GetString((await run.EndOfAsync("again")).Data.Span));
        Assert.Equal("ValueError: not yet", (await run.EndOfAsync("never")).Error?.Message);
        Assert.Equal([JobReportKind.Retrying, JobReportKind.Retrying], run.Sink.Reports.Where(static report => report is { Id: "again", Kind: JobReportKind.Retrying }).Select(static report => report.Kind));
    }

    [Fact]
    public async Task Send_TaskThatExpiresBeforeThereIsAWorker_HasFailed()
    {
        var (uri, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);
        var expiry = DateTimeOffset.UtcNow.AddMilliseconds(200);
        await run.SendAsync(Attempt("one", "echo", "[1]") with { ExpiresAt = expiry });
        await Task.Delay(expiry - DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(50), Cancelled);

        await using var worker = await CarrierBench.StartCeleryAsync(uri);

        Assert.Equal(ErrorCodes.Expired, (await run.EndOfAsync("one")).Error);
    }

    [Fact]
    public async Task Send_TaskThatTakesTooLong_IsEndedWhereTheDeadlineIsItsLimit()
    {
        var (uri, carrier) = await CreateAsync(static options => options.LimitTime = true);
        await using var run = new CarrierRun(carrier);
        await using var worker = await CarrierBench.StartCeleryAsync(uri);

        await run.SendAsync(Attempt("one", "limited", "") with { Deadline = TimeSpan.FromMilliseconds(900) });

        Assert.Equal(ErrorCodes.DeadlineExceeded, (await run.EndOfAsync("one")).Error);
    }

    [Fact]
    public async Task Send_QueueThatExistsWithOtherArguments_IsLeftAlone()
    {
        var (uri, carrier) = await CreateAsync(static options => options.Exchange = "");
        await CarrierBench.DeclareAsync(uri, channel => channel.QueueDeclareAsync("celery", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-max-priority"] = 10 }));
        await using var run = new CarrierRun(carrier);

        Assert.Equal([null], await run.SendAsync(Attempt("one", "echo", "[1]")));

        Assert.Null(carrier.Problem);
    }

    [Fact]
    public async Task Send_DataThatIsNotJson_CanNeverBeSent()
    {
        var (_, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);

        Assert.Equal(ErrorCodes.BadRequest.Code, Assert.Single(await run.SendAsync(Attempt("one", "echo", "{half")))?.Code);
    }

    [Fact]
    public async Task Cancel_WithoutAnyWorker_IsNoProblem()
    {
        var (_, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);
        await run.SendAsync(Attempt("one", "echo", "[1]"));

        await carrier.CancelAsync("one", 1, Cancelled);

        Assert.Equal([null], await run.SendAsync(Attempt("two", "echo", "[1]")));
    }

    [Theory]
    [InlineData("""{"task_id":"one:1","status":"SUCCESS","result":NaN}""", JobReportKind.Failed)]
    [InlineData("""{"task_id":"one:1","status":"PROGRESS","result":NaN}""", null)]
    [InlineData("""{"task_id":"one:1","status":"SUCCESS","result":1}""", JobReportKind.Done)]
    public void Result_ThatIsNoJson_FailsTheAttempt(string body, JobReportKind? expected)
        => Assert.Equal(expected, TaskResult.Read(new AttemptKey("one", 1), Encoding.UTF8.GetBytes(body), 1000, static (_, _) => { })?.Kind);

    private static JobAttempt Attempt(string id, string method, string data) => new(id, Number: 1, method, Encoding.UTF8.GetBytes(data))
    {
        Caller = Principal.Service,
        Deadline = TimeSpan.FromMinutes(5),
    };

    private async Task<(string Uri, IJobCarrier Carrier)> CreateAsync(Action<CeleryCarrierOptions>? configure = null)
    {
        var uri = await server.CreateHostAsync();
        var options = CarrierBench.Configure(new CeleryCarrierOptions(), uri, "test");
        configure?.Invoke(options);
        return (uri, CarrierBench.Create(options));
    }
}
