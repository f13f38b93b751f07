using System.Globalization;
using RabbitMQ.Client;
using Switchboard.Extensibility;
using Switchboard.RabbitMq.Jobs;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Jobs;

/// <summary>Carriers whose account may not do everything, and what is told of it.</summary>
public sealed class CarrierRightsTests(RabbitMqServer server)
{
    private const string All = ".*";
    private const string Nothing = "^$";

    private readonly TestLogger _logger = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Account_ThatMayMakeNothing_UsesWhatIsThere()
    {
        var uri = await server.CreateHostAsync();
        await DeclareAllAsync(uri);
        var carrier = Create(await server.CreateAccountAsync(uri, (Nothing, All, All)));
        await using var run = new CarrierRun(carrier);

        Assert.Equal([null], await run.SendAsync(Attempt));

        await CarrierBench.DeclareAsync(uri, ReportAsync);
        Assert.Equal(JobReportKind.Done, (await run.EndOfAsync("one")).Kind);
        Assert.Empty(Problems());
    }

    [Fact]
    public async Task Account_ThatMayMakeNothing_IsToldWhichQueueIsMissing()
    {
        var uri = await server.CreateHostAsync();
        await DeclareAsync(uri, "switchboard.jobs.replies.test");
        var carrier = Create(await server.CreateAccountAsync(uri, (Nothing, All, All)));
        await using var run = new CarrierRun(carrier);

        await ProblemAsync(carrier, "the queue 'switchboard.jobs.work' is missing, and the account may not make it (ACCESS_REFUSED - ");

        await DeclareAllAsync(uri);
        Assert.Equal([null], await run.SendAsync(Attempt));
    }

    [Fact]
    public async Task Account_ThatMayNotPublish_IsToldOnce()
    {
        var uri = await server.CreateHostAsync();
        await DeclareAllAsync(uri);
        var carrier = Create(await server.CreateAccountAsync(uri, (Nothing, "^switchboard", All)));
        await using var run = new CarrierRun(carrier);
        var refused = 0;
        await UntilAsync(async () =>
        {
            var refusal = await Assert.ThrowsAsync<SwitchboardException>(async () => await carrier.SendAsync([Attempt], Cancelled));
            refused += refusal.Message.Contains("ACCESS_REFUSED", StringComparison.Ordinal) ? 1 : 0;
            return refused > 5 && Problems().Any();
        });

        Assert.StartsWith("640 The carrier 'test' cannot use RabbitMQ: RabbitMQ refuses: ACCESS_REFUSED - ", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_ThatIsNone_IsToldWithWhereItIsNone()
    {
        var uri = await server.CreateHostAsync();
        var carrier = Create(uri.Replace("guest:guest", "guest:secret", StringComparison.Ordinal));
        await using var run = new CarrierRun(carrier);

        var at = new Uri(uri);
        var problem = string.Create(CultureInfo.InvariantCulture, $"RabbitMQ refuses the account: user or password is wrong (127.0.0.1:{at.Port}, virtual host '{at.AbsolutePath[1..]}')");
        await ProblemAsync(carrier, problem);
        Assert.Contains(problem, Assert.Single(Problems()), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Assert.Single(Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void Status_OfBothConnections_IsToldOnce()
    {
        var status = new CarrierStatus("test", _logger);

        status.Away("sending", "it is away");
        status.Away("receiving", "it is away");
        status.Back("sending");
        Assert.Equal(["640 The carrier 'test' cannot use RabbitMQ: it is away. Jobs wait in the hub, reports in RabbitMQ; it is tried again, for ever."], _logger.Lines, StringComparer.Ordinal);

        status.Back("receiving");
        Assert.Equal("641 The carrier 'test' can use RabbitMQ again.", _logger.Lines.Last());
    }

    [Fact]
    public async Task Tls_ToAPortWithoutIt_IsToldAsThat()
    {
        var carrier = Create((await server.CreateHostAsync()).Replace("amqp:", "amqps:", StringComparison.Ordinal));
        await using var run = new CarrierRun(carrier);

        await ProblemAsync(carrier, "TLS with RabbitMQ failed: ");
    }

    private static JobAttempt Attempt => new("one", Number: 2, "work", "1"u8.ToArray()) { Caller = new() { Kind = PrincipalKind.User, UserId = "ann" }, Deadline = TimeSpan.FromSeconds(90) };

    private static async Task DeclareAllAsync(string uri)
    {
        await DeclareAsync(uri, "switchboard.jobs.work");
        await DeclareAsync(uri, "switchboard.jobs.replies.test");
        await CarrierBench.DeclareAsync(uri, static channel => channel.ExchangeDeclareAsync("switchboard.jobs.cancel", ExchangeType.Fanout, durable: true));
    }

    private static Task DeclareAsync(string uri, string queue)
        => CarrierBench.DeclareAsync(uri, channel => channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "quorum" }));

    private static Task ReportAsync(IChannel channel)
        => channel.BasicPublishAsync("", "switchboard.jobs.replies.test", mandatory: true, new BasicProperties { Type = "done", CorrelationId = "one:2" }, "2"u8.ToArray()).AsTask();

    private static Task ProblemAsync(IJobCarrier carrier, string problem) => UntilAsync(() => Task.FromResult(carrier.Problem?.Contains(problem, StringComparison.Ordinal) == true));

    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(Patience.Limit);
        while (!await isTrue())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private IJobCarrier Create(string uri) => CarrierBench.Create(CarrierBench.Configure(new RabbitMqCarrierOptions { Methods = { "work" } }, uri, "test"), _logger);

    private IEnumerable<string> Problems() => _logger.Lines.Where(static line => line.StartsWith("640", StringComparison.Ordinal));
}
