using System.Text;
using Switchboard.RabbitMq.Tests.Support;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Sources;

/// <summary>Where messages go, through a hub and a broker.</summary>
public sealed class RoutingTests(RabbitMqServer server) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("switchboard-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("topic", "commands.*", "commands.17", null)]
    [InlineData("direct", "commands.17", "commands.17", null)]
    [InlineData("fanout", "", "commands.17", null)]
    [InlineData("headers", "x-match=any&kind=alarm&level=3", "commands.17", "alarm")]
    public async Task Exchange_OfEachType_FeedsTheChannel(string type, string binding, string key, string? kind)
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        var bindings = binding.Length > 0 ? $"\"{binding}\"" : "";
        await using var hub = await RabbitHub.StartAsync(uri, $$"""{ "name": "a", "exchange": "e", "exchangeType": "{{type}}", "bindings": [{{bindings}}], "channel": "device:{2}" }""");
        await hub.ReadyAsync();

        await broker.PublishAsync("e", key, """{"on":true}""", headers: kind is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["kind"] = kind });

        Assert.Equal(["""{"on":true}"""], await hub.ReadAsync("device:17", 1));
    }

    [Theory]
    [InlineData("quorum", "kept")]
    [InlineData("classic", "kept")]
    [InlineData("stream", "kept")]
    [InlineData("quorum", "device")]
    [InlineData("classic", "device")]
    [InlineData("stream", "device")]
    public async Task Queue_OfEachType_FeedsChannelsInOrder(string type, string space)
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await using var hub = await RabbitHub.StartAsync(uri, $$"""{ "name": "a", "exchange": "e", "queueType": "{{type}}", "channel": "{{space}}:{1}" }""", _folder.FullName);
        await hub.ReadyAsync();

        for (var i = 0; i < 500; i++)
        {
            await broker.PublishAsync("e", "x", $"{i}");
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(static i => $"{i}"), await hub.ReadAsync($"{space}:x", 500), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Templates_EachKind_AreFilled()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await using var hub = await RabbitHub.StartAsync(
            uri, """{ "name": "a", "exchange": "e", "channel": "device:{body:/from/id}", "event": "{header:kind}", "tags": { "place": "{3}", "level": "{header:level}", "none": "{header:none}" } }""");
        await hub.ReadyAsync();

        await broker.PublishAsync("e", "a.b.hall", """{"from":{"id":7}}""", headers: new Dictionary<string, object?>(StringComparer.Ordinal) { ["kind"] = "moved", ["level"] = 3 });

        var publication = Assert.Single(await hub.PublicationsAsync("device:7", 1));
        Assert.Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["event"] = "moved", ["place"] = "hall", ["level"] = "3" }, publication.Tags);
    }

    [Fact]
    public async Task User_Message_IsSentIntoTheInboxOnce()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await using var hub = await RabbitHub.StartAsync(uri, """{ "name": "a", "exchange": "e", "user": "{header:user}", "event": "note" }""");
        await hub.ReadyAsync();
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["user"] = "ann" };

        await broker.PublishAsync("e", "k", "1", "one", headers);
        await broker.PublishAsync("e", "k", "1", "one", headers);
        await broker.PublishAsync("e", "k", "2", "two", headers);

        var messages = await hub.PublicationsAsync("#ann", 2);
        Assert.Equal(["1", "2"], messages.Select(static message => Encoding.UTF8.GetString(message.Data.Span)), StringComparer.Ordinal);
        Assert.All(messages, static message => Assert.Equal("note", message.Tags!["event"]));
    }

    [Fact]
    public async Task Sources_OfOneBroker_ShareAConnection()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await using var hub = await RabbitHub.StartAsync(uri, """{ "name": "a", "exchange": "one", "channel": "device:a" }, { "name": "b", "exchange": "two", "channel": "device:b" }""");
        await hub.ReadyAsync();

        await broker.PublishAsync("one", "k", "1", "same");
        await broker.PublishAsync("two", "k", "2", "same");

        Assert.Equal(["1"], await hub.ReadAsync("device:a", 1));
        Assert.Equal(["2"], await hub.ReadAsync("device:b", 1));
        var connections = await server.ControlAsync("list_connections", "--no-table-headers", "vhost", "client_properties");
        Assert.Single(connections.Split('\n'), line => line.StartsWith(new Uri(uri).AbsolutePath[1..] + "\t", StringComparison.Ordinal) && line.Contains("switchboard (", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Queue_ThatIsExclusive_IsTheNodesAlone()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        const string Source = """{ "name": "a", "exchange": "e", "queueType": "classic", "exclusive": true, "channel": "device:a" }""";
        await using var one = await RabbitHub.StartAsync(uri, Source);
        await using var other = await RabbitHub.StartAsync(uri, Source);
        await one.ReadyAsync();
        await other.ReadyAsync();

        await broker.PublishAsync("e", "k", "1");

        Assert.Equal(["1"], await one.ReadAsync("device:a", 1));
        Assert.Equal(["1"], await other.ReadAsync("device:a", 1));
    }

    [Fact]
    public async Task Queue_WhileTheHubIsAway_KeepsWhatComes()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        const string Source = """{ "name": "a", "exchange": "e", "channel": "kept:a" }""";
        await using (var hub = await RabbitHub.StartAsync(uri, Source, _folder.FullName))
        {
            await hub.ReadyAsync();
        }

        await broker.PublishAsync("e", "k", "1");

        await using var next = await RabbitHub.StartAsync(uri, Source, _folder.FullName);
        Assert.Equal(["1"], await next.ReadAsync("kept:a", 1));
    }

    [Fact]
    public async Task Stream_OfADurableChannel_GoesOnWhereItStoppedAndHasEachOnce()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.Channel.QueueDeclareAsync("s", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "stream" }, cancellationToken: Cancelled);
        const string Source = """{ "name": "a", "queue": "s", "queueType": "stream", "channel": "kept:a" }""";
        for (var i = 0; i < 3; i++)
        {
            await broker.PublishAsync("", "s", $"{i}");
            await using var hub = await RabbitHub.StartAsync(uri, Source, _folder.FullName);
            await hub.ReadAsync("kept:a", i + 1);
        }

        await broker.PublishAsync("", "s", "3");
        await using var final = await RabbitHub.StartAsync(uri, Source, _folder.FullName);
        Assert.Equal(["0", "1", "2", "3"], await final.ReadAsync("kept:a", 4));
    }

    [Fact]
    public async Task Stream_OfAChannelInMemory_StartsAtTheNextMessage()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.Channel.QueueDeclareAsync("s", durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-queue-type"] = "stream" }, cancellationToken: Cancelled);
        await broker.PublishAsync("", "s", "1");
        await using var hub = await RabbitHub.StartAsync(uri, """{ "name": "a", "queue": "s", "queueType": "stream", "channel": "device:a" }""");
        await hub.ReadyAsync();

        await broker.PublishAsync("", "s", "2");

        Assert.Equal(["2"], await hub.ReadAsync("device:a", 1));
    }
}
