using System.Globalization;
using Switchboard.Configuration;
using Switchboard.RabbitMq.Tests.Support;
using Switchboard.Specs;
using Xunit;

namespace Switchboard.RabbitMq.Tests.EventTargets;

/// <summary>What becomes of events while the broker, or the hub, fails.</summary>
public sealed class EventTargetFaultTests : IAsyncLifetime
{
    private const string Last = "\"last\"";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");
    private readonly RabbitMqServer _server = RabbitMqServer.Create();
    private string _uri = "";

    private string File => Path.Combine(_folder.FullName, "hub.db");

    public async ValueTask InitializeAsync()
    {
        _uri = await _server.CreateHostAsync();
        await BoundQueue.BindAsync(_uri);

        // The broker answers before its definitions are on disk: a binding may be gone after a kill, and what is sent then goes nowhere.
        await _server.ControlAsync("eval", "ok = mnesia:sync_log().");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Broker_KilledWhilePublishing_HasEveryPublicationInTheOrderOfItsChannel(bool isDurable)
    {
        const int Count = 300;
        await using var hub = await TargetHub.StartAsync(_uri, isDurable ? File : null);
        var publishing = Task.WhenAll(PublishAsync(hub, "kept:a", Count), PublishAsync(hub, "kept:b", Count), PublishAsync(hub, "live:c", Count));
        await _server.KillAsync();
        await publishing;
        await hub.PublishAsync("kept:a", Last);
        await hub.AwaitAsync("health/ready", static page => page.Contains("degraded", StringComparison.Ordinal) && page.Contains("all: ", StringComparison.Ordinal));
        await _server.StartAsync();

        var messages = await BoundQueue.ReadAsync(_uri, (3 * Count) + 1);

        Assert.Equal([.. Numbers(Count), Last], BodiesOf(messages, "kept.a"), StringComparer.Ordinal);
        Assert.Equal(Numbers(Count), BodiesOf(messages, "kept.b"), StringComparer.Ordinal);
        Assert.Equal(Numbers(Count), BodiesOf(messages, "live.c"), StringComparer.Ordinal);
        await hub.AwaitAsync("health/ready", static page => page.Contains("\"ready\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hub_EndedWhileTheBrokerIsAway_LosesNothing()
    {
        const int Count = 100;
        await _server.KillAsync();
        await using (var ended = await TargetHub.StartAsync(_uri, File))
        {
            await Task.WhenAll(PublishAsync(ended, "kept:a", Count), PublishAsync(ended, "live:b", Count));
        }

        await using var hub = await TargetHub.StartAsync(_uri, File);
        await hub.PublishAsync("kept:a", Last);
        await _server.StartAsync();

        var messages = await BoundQueue.ReadAsync(_uri, (2 * Count) + 1);

        Assert.Equal([.. Numbers(Count), Last], BodiesOf(messages, "kept.a"), StringComparer.Ordinal);
        Assert.Equal(Numbers(Count), BodiesOf(messages, "live.b"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Hub_StoppedWithEventsInMemory_SendsThemFirst()
    {
        await using var hub = await TargetHub.StartAsync(_uri, configure: static (options, _) => options.Outbox.DrainSeconds = 60);
        await _server.KillAsync();
        await PublishAsync(hub, "live:a", 50);
        await hub.AwaitAsync("health/ready", static page => page.Contains("degraded", StringComparison.Ordinal));
        await _server.StartAsync();

        await hub.StopAsync();

        Assert.Equal(Numbers(50), BodiesOf(await BoundQueue.ReadAsync(_uri, 50), "live.a"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("kept:a")]
    [InlineData("live:a")]
    public async Task Outbox_Full_RefusesPublicationsUntilThereIsRoom(string channel)
    {
        await _server.KillAsync();
        await using var hub = await TargetHub.StartAsync(_uri, File, static (options, _) => options.Outbox.MaxEvents = 5);
        foreach (var number in Numbers(5))
        {
            await hub.PublishAsync(channel, number);
        }

        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => hub.PublishAsync(channel, "5"));
        await hub.PublishAsync("own:a", "5");

        Assert.Equal((108u, true), (refusal.Error.Code, refusal.Error.Temporary));
        await _server.StartAsync();
        Assert.Equal(Numbers(5), BodiesOf(await BoundQueue.ReadAsync(_uri, 5), channel.Replace(':', '.')), StringComparer.Ordinal);
        await hub.AwaitAsync("health/ready", static page => page.Contains("\"ready\"", StringComparison.Ordinal));
        await hub.PublishAsync(channel, "5");
        Assert.Equal("5", Assert.Single(await BoundQueue.ReadAsync(_uri, 1)).Body);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Outbox_FullThatDropsTheOldest_HasTheNewest(bool isDurable)
    {
        await _server.KillAsync();
        await using var hub = await TargetHub.StartAsync(_uri, isDurable ? File : null, static (options, _) => (options.Outbox.MaxEvents, options.Outbox.WhenFull) = (5, OutboxFullAnswer.DropOldest));
        await PublishAsync(hub, "kept:a", 20);
        await hub.AwaitAsync("metrics", static page => page.Contains("switchboard_outbox_dropped_total", StringComparison.Ordinal)
            && page.Contains("switchboard_outbox_queued{target=\"all\"} 5\n", StringComparison.Ordinal));
        await _server.StartAsync();

        Assert.Equal(Numbers(20).Skip(15), BodiesOf(await BoundQueue.ReadAsync(_uri, 5), "kept.a"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("kept:a")]
    [InlineData("live:a")]
    public async Task Store_Away_RefusesPublications_AndGoesOnWithoutARestart(string channel)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a file that is open cannot be moved.");
        await using var hub = await TargetHub.StartAsync(_uri, File);
        await hub.PublishAsync(channel, "0");
        Assert.Equal("0", Assert.Single(await BoundQueue.ReadAsync(_uri, 1)).Body);
        System.IO.File.Move(File, $"{File}.away");

        var refusal = await Assert.ThrowsAsync<SwitchboardException>(() => hub.PublishAsync(channel, "1"));
        Assert.Equal((108u, true), (refusal.Error.Code, refusal.Error.Temporary));
        await hub.PublishAsync("own:a", "1");
        System.IO.File.Move($"{File}.away", File);
        await PublishUntilTakenAsync(hub, channel, "2");

        // What was refused may have been committed before the file was missed, and what was sent be sent again: that it had been was not noted.
        string body;
        do
        {
            body = Assert.Single(await BoundQueue.ReadAsync(_uri, 1)).Body;
        }
        while (body is "0" or "1");
        Assert.Equal("2", body);
    }

    [Fact]
    public async Task Broker_ShortOfMemory_HoldsUpNoPublisher_AndGetsEverythingBehindTheAlarm()
    {
        await using var hub = await TargetHub.StartAsync(_uri);
        await hub.PublishAsync("live:a", "0");
        Assert.Equal("0", Assert.Single(await BoundQueue.ReadAsync(_uri, 1)).Body);
        await _server.ControlAsync("set_vm_memory_high_watermark", "absolute", "1000000");
        await PublishAsync(hub, "live:b", 100);
        await hub.AwaitAsync("health/ready", static page => page.Contains("takes nothing at present", StringComparison.Ordinal));
        await hub.AwaitAsync("health/ready", _ => hub.Lines.Any(static line => line.StartsWith("390 Events cannot be sent to the target all: the broker takes nothing at present", StringComparison.Ordinal)));
        await _server.ControlAsync("set_vm_memory_high_watermark", "0.4");

        Assert.Equal(Numbers(100), BodiesOf(await BoundQueue.ReadAsync(_uri, 100), "live.b"), StringComparer.Ordinal);
        await hub.AwaitAsync("health/ready", static page => page.Contains("\"ready\"", StringComparison.Ordinal));
        Assert.Contains("391 Events are sent to the target all again.", hub.Lines, StringComparer.Ordinal);
    }

    private static async Task PublishAsync(TargetHub hub, string channel, int count)
    {
        foreach (var number in Numbers(count))
        {
            await hub.PublishAsync(channel, number);
        }
    }

    private static async Task PublishUntilTakenAsync(TargetHub hub, string channel, string json)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience.Limit);
        while (true)
        {
            try
            {
                await hub.PublishAsync(channel, json);
                return;
            }
            catch (SwitchboardException)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    private static IEnumerable<string> BodiesOf(IEnumerable<Message> messages, string key)
        => messages.Where(message => message.Key == key).Select(static message => message.Body);

    private static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(static number => number.ToString(CultureInfo.InvariantCulture));
}
