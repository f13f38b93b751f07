using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;
using Switchboard.RabbitMq.Tests.Support;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Sources;

/// <summary>A broker that is away, ends what was open, lacks memory, or has things otherwise than they are configured.</summary>
public sealed class FaultTests(FaultyServer faulty) : IClassFixture<FaultyServer>, IDisposable
{
    private const string Source = """{ "name": "a", "exchange": "e", "channel": "kept:a", "deadLetterExchange": "dead" }""";

    private readonly RabbitMqServer _server = faulty.Server;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Broker_AwayAtTheStart_LetsTheHubServeAndIsConsumedWhenItComes()
    {
        var uri = await _server.CreateHostAsync();
        await _server.KillAsync();
        await using var hub = await RabbitHub.StartAsync(uri, Source, _folder.FullName);

        await hub.HealthAsync("degraded");
        await hub.LoggedAsync("531 The event source a is not consumed: RabbitMQ cannot be reached: ConnectionRefused (127.0.0.1:");
        await hub.Api.PublishAsync("kept:a", "0"u8.ToArray(), cancellationToken: Cancelled);
        await _server.StartAsync();
        await hub.ReadyAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.PublishAsync("e", "k", "1");

        Assert.Equal(["0", "1"], await hub.ReadAsync("kept:a", 2));
    }

    [Fact]
    public async Task Channel_KilledInTheBroker_IsOpenedAgain()
    {
        var uri = await _server.CreateHostAsync();
        await using var hub = await RabbitHub.StartAsync(uri, Source, _folder.FullName);
        await hub.ReadyAsync();

        await _server.ControlAsync("eval", "[exit(P, kill) || P <- rabbit_channel:list_local()].");
        await hub.LoggedAsync("531 The event source a is not consumed");
        await hub.ReadyAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.PublishAsync("e", "k", "1");

        Assert.Equal(["1"], await hub.ReadAsync("kept:a", 1));
    }

    [Fact]
    public async Task Queue_DeletedWhileItIsConsumed_IsDeclaredAgain()
    {
        var uri = await _server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await using var hub = await RabbitHub.StartAsync(uri, Source, _folder.FullName);
        await hub.ReadyAsync();

        await broker.Channel.QueueDeleteAsync("switchboard.a", cancellationToken: Cancelled);
        await hub.LoggedAsync("531 The event source a is not consumed: the broker ended the consumption of the queue switchboard.a");
        await hub.ReadyAsync();
        await broker.PublishAsync("e", "k", "1");

        Assert.Equal(["1"], await hub.ReadAsync("kept:a", 1));
    }

    [Fact]
    public async Task Exchange_OfAnotherType_IsToldAndTriedAgain()
    {
        var uri = await _server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.Channel.ExchangeDeclareAsync("e", ExchangeType.Direct, durable: true, cancellationToken: Cancelled);
        await using var hub = await RabbitHub.StartAsync(uri, Source, _folder.FullName);

        await hub.LoggedAsync("531 The event source a is not consumed: the exchange 'e' is there with other properties");
        await hub.HealthAsync("degraded");
        await broker.Channel.ExchangeDeleteAsync("e", cancellationToken: Cancelled);
        await hub.ReadyAsync();
    }

    [Fact]
    public async Task Queue_WithOtherArguments_IsToldAndTriedAgain()
    {
        var uri = await _server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.Channel.QueueDeclareAsync("switchboard.a", durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancelled);
        await using var hub = await RabbitHub.StartAsync(uri, Source, _folder.FullName);

        await hub.LoggedAsync("531 The event source a is not consumed: the queue 'switchboard.a' is there with other properties");
        await broker.Channel.QueueDeleteAsync("switchboard.a", cancellationToken: Cancelled);
        await hub.ReadyAsync();
    }

    [Fact]
    public async Task User_WhoMayNotDeclare_UsesWhatIsThere()
    {
        var uri = await _server.CreateHostAsync();
        await using (await RabbitHub.StartAsync(uri, Source, _folder.FullName))
        {
            await using var owner = await Broker.ConnectAsync(uri);
            while ((await _server.ControlAsync("list_bindings", "-p", new Uri(uri).AbsolutePath[1..])).Contains("switchboard.a", StringComparison.Ordinal) is false)
            {
                await Task.Delay(50, Cancelled);
            }
        }

        await _server.ControlAsync("add_user", "least", "secret");
        await _server.ControlAsync("set_permissions", "-p", new Uri(uri).AbsolutePath[1..], "least", "^$", "^(switchboard\\..*|dead)$", "^(switchboard\\..*|e)$");
        await using var hub = await RabbitHub.StartAsync(uri.Replace("guest:guest", "least:secret", StringComparison.Ordinal), Source, _folder.FullName);
        await hub.ReadyAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.PublishAsync("e", "k", "1");

        Assert.Equal(["1"], await hub.ReadAsync("kept:a", 1));
        Assert.DoesNotContain(hub.Lines, static line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("guest:guest", "guest:secret", "RabbitMQ refuses the account: user or password is wrong (127.0.0.1:")]
    [InlineData("amqp:", "amqps:", "TLS with RabbitMQ failed: ")]
    public async Task Uri_ThatIsWrong_IsToldInWordsOfItsOwn(string right, string wrong, string problem)
    {
        var uri = await _server.CreateHostAsync();
        await using var hub = await RabbitHub.StartAsync(uri.Replace(right, wrong, StringComparison.Ordinal), Source, _folder.FullName);

        await hub.LoggedAsync($"531 The event source a is not consumed: {problem}");
        Assert.DoesNotContain(hub.Lines, static line => line.Contains("secret", StringComparison.Ordinal) || (line.StartsWith("531", StringComparison.Ordinal) && line.Contains("..", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Broker_WithAMemoryAlarm_IsConsumedAndTakesDeadLettersLater()
    {
        var uri = await _server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.DeclareSinkAsync("dead", "letters");
        await using (var first = await RabbitHub.StartAsync(uri, Source, _folder.FullName))
        {
            await first.ReadyAsync();
        }

        await broker.PublishAsync("e", "k", "no JSON");
        await broker.PublishAsync("e", "k", "1");
        await _server.ControlAsync("set_vm_memory_high_watermark", "0");
        await using var hub = await RabbitHub.StartAsync(uri, Source, _folder.FullName);

        Assert.Equal(["1"], await hub.ReadAsync("kept:a", 1));
        await hub.LoggedAsync("590 RabbitMQ takes no messages at present");
        await _server.ControlAsync("set_vm_memory_high_watermark", "0.4");
        Assert.Equal("no JSON", Encoding.UTF8.GetString((await broker.TakeAsync("letters")).Body.Span));
    }

    [Fact]
    public async Task Pika_AProgramInPython_IsUnderstood()
    {
        const string Program =
            """
            import sys, pika
            channel = pika.BlockingConnection(pika.URLParameters(sys.argv[1])).channel()
            channel.confirm_delivery()
            for i in range(100):
                channel.basic_publish('e', 'k', str(i), pika.BasicProperties(message_id=str(i), headers={'n': i}), mandatory=True)
            """;
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "Python is not installed.");
        using (var look = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import pika"]) { RedirectStandardError = true, UseShellExecute = false })!)
        {
            await look.WaitForExitAsync(Cancelled);
            Assert.SkipUnless(look.ExitCode == 0, "pika is not installed (Debian: python3-pika).");
        }

        var uri = await _server.CreateHostAsync();
        await using var hub = await RabbitHub.StartAsync(uri, """{ "name": "a", "exchange": "e", "channel": "kept:a", "tags": { "n": "{header:n}" } }""", _folder.FullName);
        await hub.ReadyAsync();
        using var python = Process.Start("/usr/bin/python3", ["-c", Program, uri]);
        await python.WaitForExitAsync(Cancelled);

        Assert.Equal(0, python.ExitCode);
        Assert.Equal(Enumerable.Range(0, 100).Select(static i => $"{i}"), (await hub.PublicationsAsync("kept:a", 100)).Select(static publication => publication.Tags!["n"]), StringComparer.Ordinal);
    }
}
