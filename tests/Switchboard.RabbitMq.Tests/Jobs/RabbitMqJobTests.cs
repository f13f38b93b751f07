using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Jobs;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Jobs;

/// <summary>Queues and messages of jobs, as docs/jobs-rabbitmq.md has them.</summary>
public sealed class RabbitMqJobTests(RabbitMqServer server)
{
    private const string Queue = "switchboard.jobs.work";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_Message_IsAsDocumented()
    {
        var (uri, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);

        await run.SendAsync(Attempt("one") with { ExpiresAt = DateTimeOffset.UtcNow.AddHours(1), Priority = 5, TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });

        var message = await TakeAsync(uri);
        var properties = message.BasicProperties;
        Assert.Equal(("one:2", "one:2", "work", "switchboard.jobs.replies.test"), (properties.MessageId, properties.CorrelationId, properties.Type, properties.ReplyTo));
        Assert.Equal(("application/json", DeliveryModes.Persistent, 5), (properties.ContentType, properties.DeliveryMode, properties.Priority));
        Assert.InRange(long.Parse(properties.Expiration!, CultureInfo.InvariantCulture), 1, 3_600_000);
        Assert.Equal(90_000L, properties.Headers!["x-switchboard-deadline-ms"]);
        Assert.Equal("ann", HeaderOf(properties, "x-switchboard-user"));
        Assert.Equal("user", HeaderOf(properties, "x-switchboard-caller"));
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", HeaderOf(properties, "traceparent"));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(message.Body.Span));
    }

    [Fact]
    public async Task Send_MethodOfAPattern_GoesToTheQueueOfTheCarrier()
    {
        var uri = await server.CreateHostAsync();
        await using var run = new CarrierRun(CarrierBench.Create(CarrierBench.Configure(new RabbitMqCarrierOptions { Methods = { "work", "other*" } }, uri, "test")));

        Assert.Equal([null, null], await run.SendAsync(Attempt("one"), Attempt("two") with { Method = "others" }));

        Assert.Equal("others", (await TakeAsync(uri, "switchboard.jobs.test")).BasicProperties.Type);
        Assert.Equal("work", (await TakeAsync(uri)).BasicProperties.Type);
    }

    [Fact]
    public async Task Send_MethodWithALongName_CanNeverBeSent_AndHoldsUpNobody()
    {
        var (_, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);

        var outcomes = await run.SendAsync(Attempt("one") with { Method = new string('x', 256) }, Attempt("two"));

        Assert.Equal([ErrorCodes.MethodNotFound, null], outcomes);
    }

    [Fact]
    public async Task Send_QueueThatWasDeleted_IsMadeAgain()
    {
        var (uri, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);
        await run.SendAsync(Attempt("one"));
        await CarrierBench.DeclareAsync(uri, channel => channel.QueueDeleteAsync(Queue, ifUnused: false, ifEmpty: false));

        Assert.Equal([null], await run.SendAsync(Attempt("two")));

        Assert.Equal("two:2", (await TakeAsync(uri)).BasicProperties.CorrelationId);
    }

    [Fact]
    public async Task Run_QueueWithOtherArguments_IsAProblemUntilItIsPutRight()
    {
        var (uri, carrier) = await CreateAsync();
        await CarrierBench.DeclareAsync(uri, channel => channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false));
        await using var run = new CarrierRun(carrier);

        var refusal = await Assert.ThrowsAsync<SwitchboardException>(async () => await carrier.SendAsync([Attempt("one")], Cancelled));
        Assert.Equal(ErrorCodes.NotAvailable.Code, refusal.Error.Code);
        Assert.Contains("PRECONDITION_FAILED", carrier.Problem, StringComparison.Ordinal);
        Assert.Contains(Queue, carrier.Problem, StringComparison.Ordinal);
        await CarrierBench.DeclareAsync(uri, channel => channel.QueueDeleteAsync(Queue, ifUnused: false, ifEmpty: false));

        Assert.Equal([null], await run.SendAsync(Attempt("one")));
        Assert.Null(carrier.Problem);
    }

    [Fact]
    public async Task Cancel_ExchangeThatWasDeleted_IsMadeAgain()
    {
        var (uri, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);
        Assert.Equal([null], await run.SendAsync(Attempt("one")));
        await CarrierBench.DeclareAsync(uri, static channel => channel.ExchangeDeleteAsync("switchboard.jobs.cancel"));

        await carrier.CancelAsync("one", 1, Cancelled);

        await CarrierBench.DeclareAsync(uri, static channel => channel.ExchangeDeclarePassiveAsync("switchboard.jobs.cancel"));
    }

    [Fact]
    public async Task Run_WrongPassword_IsAProblemWithoutTheSecret()
    {
        var uri = (await server.CreateHostAsync()).Replace("guest:guest", "guest:a-secret", StringComparison.Ordinal);
        var carrier = CarrierBench.Create(CarrierBench.Configure(new RabbitMqCarrierOptions(), uri, "test"));
        await using var run = new CarrierRun(carrier);

        var refusal = await Assert.ThrowsAsync<SwitchboardException>(async () => await carrier.SendAsync([Attempt("one")], Cancelled));

        Assert.StartsWith("RabbitMQ refuses the account: user or password is wrong (127.0.0.1:", carrier.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_MessageThatAWorkerRefuses_HasFailed()
    {
        var (uri, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);
        await run.SendAsync(Attempt("one"));

        await CarrierBench.DeclareAsync(uri, async channel => await channel.BasicNackAsync(await TagAsync(channel), multiple: false, requeue: false));

        var failed = await run.EndOfAsync("one");
        Assert.Equal((2, JobReportKind.Failed, ErrorCodes.WorkerLost.Code), (failed.Attempt, failed.Kind, failed.Error?.Code));
    }

    [Fact]
    public async Task Report_MessageThatComesBackAgainAndAgain_HasFailed()
    {
        var (uri, carrier) = await CreateAsync(deliveryLimit: 2);
        await using var run = new CarrierRun(carrier);
        await run.SendAsync(Attempt("one"));

        await CarrierBench.DeclareAsync(uri, async channel =>
        {
            for (var time = 0; time < 3; time++)
            {
                await channel.BasicNackAsync(await TagAsync(channel), multiple: false, requeue: true);
            }
        });

        Assert.Equal(ErrorCodes.WorkerLost.Code, (await run.EndOfAsync("one")).Error?.Code);
    }

    [Fact]
    public async Task Report_MessageThatExpires_HasFailed()
    {
        var (_, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);

        await run.SendAsync(Attempt("one") with { ExpiresAt = DateTimeOffset.UtcNow.AddMilliseconds(500) });

        Assert.Equal(ErrorCodes.Expired, (await run.EndOfAsync("one")).Error);
    }

    [Theory]
    [InlineData("done", "{\"half", 100)]
    [InlineData("done", "large", 106)]
    [InlineData("failed", """{"code":1001,"message":"sold out"}""", 1001)]
    [InlineData("failed", """{"code":3000,"message":"no code of ours"}""", 100)]
    [InlineData("failed", """{"code":-1,"message":5}""", 100)]
    [InlineData("failed", """{"message":"\ud800"}""", 100)]
    [InlineData("failed", "[]", 100)]
    [InlineData("failed", "", 100)]
    public async Task Report_OfAnyForm_EndsTheAttempt(string type, string body, uint code)
    {
        var (uri, carrier) = await CreateAsync();
        await using var run = new CarrierRun(carrier);
        await run.SendAsync(Attempt("one"));

        var bytes = body is "large" ? Encoding.UTF8.GetBytes($"\"{new string('x', 2 * 1024 * 1024)}\"") : Encoding.UTF8.GetBytes(body);
        await CarrierBench.DeclareAsync(uri, async channel => await channel.BasicPublishAsync("", "switchboard.jobs.replies.test", mandatory: true, new BasicProperties { Type = type, CorrelationId = "one:2" }, bytes));

        var end = await run.EndOfAsync("one");
        Assert.Equal((JobReportKind.Failed, code), (end.Kind, end.Error?.Code));
    }

    private static JobAttempt Attempt(string id) => new(id, Number: 2, "work", "{\"a\":1}"u8.ToArray())
    {
        Caller = new() { Kind = PrincipalKind.User, UserId = "ann" },
        Deadline = TimeSpan.FromSeconds(90),
    };

    private static string HeaderOf(IReadOnlyBasicProperties properties, string name) => Encoding.UTF8.GetString((byte[])properties.Headers![name]!);

    private static async Task<BasicGetResult> TakeAsync(string uri, string queue = Queue)
    {
        BasicGetResult? message = null;
        await CarrierBench.DeclareAsync(uri, async channel =>
        {
            using var patience = new CancellationTokenSource(Patience.Limit);
            while ((message = await channel.BasicGetAsync(queue, autoAck: true, patience.Token)) is null)
            {
                await Task.Delay(20, patience.Token);
            }
        });
        return message!;
    }

    private static async Task<ulong> TagAsync(IChannel channel)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            if (await channel.BasicGetAsync(Queue, autoAck: false, patience.Token) is { } message)
            {
                return message.DeliveryTag;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    private async Task<(string Uri, IJobCarrier Carrier)> CreateAsync(int deliveryLimit = 20)
    {
        var uri = await server.CreateHostAsync();
        return (uri, CarrierBench.Create(CarrierBench.Configure(new RabbitMqCarrierOptions { Methods = { "work" }, DeliveryLimit = deliveryLimit }, uri, "test")));
    }
}
