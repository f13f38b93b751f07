using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Switchboard.Client;
using Switchboard.Configuration;
using Switchboard.RabbitMq.Tests.Support;
using Xunit;

namespace Switchboard.RabbitMq.Tests.EventTargets;

/// <summary>What arrives at an exchange.</summary>
public sealed class EventTargetTests(RabbitMqServer server) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publications_OfItsNamespaces_ArriveInOrderWithWhatTellsOfThem(bool isDurable)
    {
        using var source = new ActivitySource("test");
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "test" or "Switchboard",
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var uri = await server.CreateHostAsync();
        await BoundQueue.BindAsync(uri);
        await using var hub = await TargetHub.StartAsync(uri, isDurable ? Path.Combine(_folder.FullName, "hub.db") : null);
        Position first;
        string trace;
        using (var cause = source.StartActivity("cause")!)
        {
            cause.TraceStateString = "vendor=1";
            trace = cause.TraceId.ToString();
            first = await hub.PublishAsync("kept:a", "0", "paid");
        }

        await hub.PublishAsync("own:a", "99");
        await Task.WhenAll(PublishAsync(hub, "kept:a", 1, 200), PublishAsync(hub, "live:b", 0, 200));

        var messages = await BoundQueue.ReadAsync(uri, 402 - 1);

        Assert.Equal(Numbers(0, 201), messages.Where(static message => message.Key == "kept.a").Select(static message => message.Body), StringComparer.Ordinal);
        Assert.Equal(Numbers(0, 200), messages.Where(static message => message.Key == "live.b").Select(static message => message.Body), StringComparer.Ordinal);
        var message = messages.First(static message => message.Key == "kept.a");
        Assert.Equal(("publication", "application/json", true), (message.Type, message.ContentType, message.IsPersistent));
        Assert.Equal("kept:a", message.Headers["x-switchboard-channel"]);
        Assert.Equal("paid", message.Headers["x-switchboard-event"]);
        Assert.Equal("all", message.Headers["x-switchboard-target"]);
        Assert.Equal((long)first.Offset, message.Headers["x-switchboard-offset"]);
        Assert.Equal(first.Epoch, message.Headers["x-switchboard-epoch"]);
        Assert.Contains(trace, (string)message.Headers["traceparent"]!, StringComparison.Ordinal);
        Assert.Equal("vendor=1", message.Headers["tracestate"]);
        Assert.DoesNotContain("x-switchboard-offset", messages.First(static message => message.Key == "live.b").Headers.Keys, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Changes_OfMutablePublicationsAndMaps_SayWhatTheyAre(bool isDurable)
    {
        var uri = await server.CreateHostAsync();
        await BoundQueue.BindAsync(uri);
        await using var hub = await TargetHub.StartAsync(uri, isDurable ? Path.Combine(_folder.FullName, "hub.db") : null, static (options, target) =>
        {
            target.Namespaces.AddRange(["growing", "board"]);
            options.Namespaces["growing"] = new NamespaceOptions { Mutable = true, HistorySize = 10, Storage = options.Namespaces["kept"].Storage };
            options.Namespaces["board"] = new NamespaceOptions { Type = ChannelType.Map, Storage = options.Namespaces["kept"].Storage };
        });
        var cancelled = TestContext.Current.CancellationToken;

        await hub.Api.PublishMutableAsync("growing:a", "\"Hello\""u8.ToArray(), new PublishOptions { Id = "g1", Open = true }, cancelled);
        await hub.Api.AppendAsync("growing:a", "g1", "\" all\""u8.ToArray(), cancellationToken: cancelled);
        await hub.Api.MapPublishAsync("board:a", "line 1", "1"u8.ToArray(), cancellationToken: cancelled);
        await hub.Api.MapRemoveAsync("board:a", "line 1", cancellationToken: cancelled);
        await hub.Api.PublishAsync("live:b", "0"u8.ToArray(), new PublishOptions { Tags = new Dictionary<string, string>(StringComparer.Ordinal) { [new string('n', 256)] = "cannot be a header" } }, cancelled);
        await hub.PublishAsync("live:b", "1");

        var messages = await BoundQueue.ReadAsync(uri, 5);
        Assert.Equal(
            ["\"Hello\" id=g1 state=open", "\" all\" change=append of=g1", "1 line 1", " line 1 removed", "1"],
            messages.Select(static message => message.Body + TagsOf(message) + TextOf(message, "x-switchboard-key", "") + TextOf(message, "x-switchboard-removed", "removed")),
            StringComparer.Ordinal);
        await hub.AwaitAsync("metrics", static page => page.Contains("reason=\"refused\"", StringComparison.Ordinal));
    }

    private static string TagsOf(Message message) => message.Headers.GetValueOrDefault("x-switchboard-tags") is IDictionary<string, object?> tags
        ? string.Concat(tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal).Select(static tag => $" {tag.Key}={Encoding.UTF8.GetString((byte[])tag.Value!)}"))
        : "";

    private static string TextOf(Message message, string header, string text) => message.Headers.GetValueOrDefault(header) switch
    {
        string value => $" {value}",
        true => $" {text}",
        _ => "",
    };

    [Fact]
    public async Task HookEvents_ArriveAsWebhooksHaveThem()
    {
        var uri = await server.CreateHostAsync();
        await BoundQueue.BindAsync(uri);
        await using var hub = await TargetHub.StartAsync(uri, configure: static (options, target) =>
        {
            target.Namespaces.Clear();
            target.Events = HookEventKinds.Connected | HookEventKinds.Subscribed | HookEventKinds.Disconnected;
            target.RoutingKey = "events.{type}.{rest}";
            options.Namespaces["live"].AllowSubscribe = Audience.Anonymous;
        });
        var address = new UriBuilder(hub.Address) { Scheme = "ws", Path = "/connection/websocket" }.Uri;
        await using (var client = new SwitchboardClient(new SwitchboardClientOptions { Url = address }))
        {
            await client.ConnectAsync(TestContext.Current.CancellationToken);
            await client.CreateSubscription("live:b").SubscribeAsync(TestContext.Current.CancellationToken);
        }

        var messages = await BoundQueue.ReadAsync(uri, 3);

        Assert.Equal(["events.connected.", "events.subscribed.b", "events.disconnected."], messages.Select(static message => message.Key), StringComparer.Ordinal);
        using var body = JsonDocument.Parse(messages[1].Body);
        Assert.Equal(messages[1].Id, body.RootElement.GetProperty("id").GetString());
        Assert.Equal("subscribed", body.RootElement.GetProperty("type").GetString());
        Assert.Equal("live:b", body.RootElement.GetProperty("channel").GetString());
        Assert.NotEqual(0, body.RootElement.GetProperty("time").GetInt64());
    }

    [Fact]
    public async Task Message_ThatNoQueueWants_IsDroppedAndCounted_OrKeptUntilOneIsBound()
    {
        var uri = await server.CreateHostAsync();
        await BoundQueue.BindAsync(uri, "live.wanted");
        await using (var hub = await TargetHub.StartAsync(uri))
        {
            await hub.PublishAsync("live:unwanted", "1");
            await hub.PublishAsync("live:wanted", "2");
            Assert.Equal("2", Assert.Single(await BoundQueue.ReadAsync(uri, 1)).Body);
            await hub.AwaitAsync("metrics", static page => page.Contains("switchboard_outbox_dropped_total{reason=\"unroutable\",target=\"all\"} 1", StringComparison.Ordinal)
                || page.Contains("switchboard_outbox_dropped_total{target=\"all\",reason=\"unroutable\"} 1", StringComparison.Ordinal));
        }

        await using var keeping = await TargetHub.StartAsync(uri, configure: static (_, target) => target.Unroutable = UnroutableAnswer.Keep);
        await keeping.PublishAsync("live:unwanted", "3");
        await keeping.AwaitAsync("health/ready", static page => page.Contains("all: no queue is bound", StringComparison.Ordinal));
        await BoundQueue.BindAsync(uri);

        Assert.Equal("3", Assert.Single(await BoundQueue.ReadAsync(uri, 1)).Body);
        await keeping.AwaitAsync("health/ready", static page => page.Contains("\"ready\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Event_ThatCanNeverBeSent_KeepsNoOther()
    {
        var uri = await server.CreateHostAsync();
        await BoundQueue.BindAsync(uri);
        await using var hub = await TargetHub.StartAsync(uri, configure: static (_, target) =>
        {
            target.MaxBytes = 8;
            target.RoutingKey = string.Concat(Enumerable.Repeat("{rest}", 20));
        });

        await hub.PublishAsync("live:a", "\"more than eight bytes\"");
        await hub.PublishAsync("live:a-name-that-is-far-too-long-twenty-times", "1");
        await hub.PublishAsync("live:a", "2");

        Assert.Equal("2", Assert.Single(await BoundQueue.ReadAsync(uri, 1)).Body);
        await hub.AwaitAsync("metrics", static page => page.Contains("too_large", StringComparison.Ordinal) && page.Contains("reason=\"refused\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_TargetWithoutAnAdapter_NamesTheRemedy()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TargetHub.StartAsync(null));

        Assert.Contains("UseRabbitMq()", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DurableOutboxWithoutAStore_IsAMistakeThatNamesTheRemedy()
    {
        var refusal = await Assert.ThrowsAsync<InvalidConfigurationException>(
            () => TargetHub.StartAsync("amqp://localhost", configure: static (options, _) => options.Outbox.Storage = StorageKind.Durable));

        Assert.Contains("outbox.storage", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task PublishAsync(TargetHub hub, string channel, int first, int count)
    {
        foreach (var number in Numbers(first, count))
        {
            await hub.PublishAsync(channel, number);
        }
    }

    private static IEnumerable<string> Numbers(int first, int count) => Enumerable.Range(first, count).Select(static number => number.ToString(CultureInfo.InvariantCulture));
}
