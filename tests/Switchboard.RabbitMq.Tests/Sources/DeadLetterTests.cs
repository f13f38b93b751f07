using System.Text;
using System.Text.Json.Nodes;
using Switchboard.RabbitMq.Tests.Support;
using Xunit;

namespace Switchboard.RabbitMq.Tests.Sources;

/// <summary>Messages that cannot be used, and those that only look it.</summary>
public sealed class DeadLetterTests(RabbitMqServer server)
{
    private const string Source = """{ "name": "a", "exchange": "e", "channel": "device:{header:id}", "id": "{header:key}", "maxBytes": 2000, "deadLetterExchange": "dead" }""";

    public static TheoryData<string, string, string> Unusable => new()
    {
        { """{"id":null}""", "1", "channel: there is no header id that is a text or a number" },
        { """{"id":"x","key":null}""", "1", "id: there is no header key that is a text or a number" },
        { """{"id":"x"}""", "no JSON", "error 107, the body is no JSON, and the namespace 'device' takes nothing else (payload)" },
        { """{"id":"#ann"}""", "1", "channel: the name would be that of somebody's inbox" },
        { """{"id":"caf\u00e9"}""", "1", "error 102, unknown channel" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task Message_ThatCannotBeUsed_IsADeadLetterWithTheReason(string headers, string body, string reason)
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.DeclareSinkAsync("dead", "letters");
        await using var hub = await RabbitHub.StartAsync(uri, Source);
        await hub.ReadyAsync();

        await broker.PublishAsync("e", "a.b", body, "m1", HeadersOf(headers));
        await broker.PublishAsync("e", "a.b", "2", "m2", HeadersOf("""{"id":"good"}"""));

        Assert.Equal(["2"], await hub.ReadAsync("device:good", 1));
        var letter = await broker.TakeAsync("letters");
        Assert.Equal(reason, Broker.HeaderOf(letter, "x-switchboard-reason"));
        Assert.Equal("a", Broker.HeaderOf(letter, "x-switchboard-source"));
        Assert.Equal((body, "a.b", "m1"), (Encoding.UTF8.GetString(letter.Body.Span), letter.RoutingKey, letter.BasicProperties.MessageId));
        await hub.LoggedAsync($"532 A message of the event source a cannot be used: {reason}.");
    }

    [Fact]
    public async Task Message_OfTenMegabytes_IsADeadLetterAndTheNextOnesPass()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.DeclareSinkAsync("dead", "letters");
        await using var hub = await RabbitHub.StartAsync(uri, Source);
        await hub.ReadyAsync();

        await broker.PublishAsync("e", "a.b", new byte[10_000_000], headers: HeadersOf("""{"id":"good"}"""));
        await broker.PublishAsync("e", "a.b", "2", headers: HeadersOf("""{"id":"good"}"""));

        Assert.Equal(["2"], await hub.ReadAsync("device:good", 1));
        Assert.Equal(10_000_000, (await broker.TakeAsync("letters")).Body.Length);
    }

    [Fact]
    public async Task Message_WhoseHeadersFillAFrame_IsADeadLetterWithoutThem()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.DeclareSinkAsync("dead", "letters");
        await using var hub = await RabbitHub.StartAsync(uri, Source);
        await hub.ReadyAsync();

        await broker.PublishAsync("e", "a.b", "no JSON", "m1", new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = "x", ["x"] = new string('x', 130_900) });
        await broker.PublishAsync("e", "a.b", "no JSON", "m2", HeadersOf("""{"id":"x"}"""));

        var letter = await broker.TakeAsync("letters");
        Assert.Equal(("m1", "a"), (letter.BasicProperties.MessageId, Broker.HeaderOf(letter, "x-switchboard-source")));
        Assert.DoesNotContain("x", letter.BasicProperties.Headers!.Keys, StringComparer.Ordinal);
        Assert.Equal("m2", (await broker.TakeAsync("letters")).BasicProperties.MessageId);
    }

    [Fact]
    public async Task Message_WithHeadersThatAreNoText_IsUsedUnlessATemplateNeedsThem()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.DeclareSinkAsync("dead", "letters");
        await using var hub = await RabbitHub.StartAsync(uri, Source);
        await hub.ReadyAsync();
        byte[] noText = [0xff, 0xfe, 0x80];

        await broker.PublishAsync("e", "a.b", "1", headers: new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = noText, ["key"] = "k1" });
        await broker.PublishAsync("e", "a.b", "2", headers: new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = "x", ["key"] = "k2", ["other"] = noText, ["list"] = new List<object?> { 1, noText }, ["traceparent"] = noText });

        Assert.Equal(["2"], await hub.ReadAsync("device:x", 1));
        Assert.Equal("channel: there is no header id that is a text or a number", Broker.HeaderOf(await broker.TakeAsync("letters"), "x-switchboard-reason"));
    }

    [Fact]
    public async Task Message_WithTheLongestRoutingKey_IsUsed()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await using var hub = await RabbitHub.StartAsync(uri, """{ "name": "a", "exchange": "e", "channel": "device:{2}" }""");
        await hub.ReadyAsync();
        var word = new string('x', 240);

        await broker.PublishAsync("e", $"{new string('a', 14)}.{word}", "1");
        await broker.PublishAsync("e", "a.b:c", "2");

        Assert.Equal(["2"], await hub.ReadAsync("device:b:c", 1));
        Assert.Equal(["1"], await hub.ReadAsync($"device:{word}", 1));
    }

    [Fact]
    public async Task Message_WhereNoDeadLettersAreKept_IsLeftToTheQueuesOwnPolicy()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await broker.DeclareSinkAsync("policy", "letters");
        await using var hub = await RabbitHub.StartAsync(uri, """{ "name": "a", "exchange": "e", "channel": "device:{2}", "arguments": { "x-dead-letter-exchange": "policy", "x-max-length": "1000" } }""");
        await hub.ReadyAsync();

        await broker.PublishAsync("e", "one", "1");
        await broker.PublishAsync("e", "a.b", "2");

        Assert.Equal(["2"], await hub.ReadAsync("device:b", 1));
        Assert.Equal("1", Encoding.UTF8.GetString((await broker.TakeAsync("letters")).Body.Span));
        Assert.Equal(0u, await broker.CountAsync("switchboard.a"));
    }

    [Fact]
    public async Task DeadLetterExchange_ThatNothingIsBoundTo_DropsAndSaysSo()
    {
        var uri = await server.CreateHostAsync();
        await using var broker = await Broker.ConnectAsync(uri);
        await using var hub = await RabbitHub.StartAsync(uri, Source);
        await hub.ReadyAsync();

        await broker.PublishAsync("e", "a.b", "1");
        await broker.PublishAsync("e", "a.b", "2", headers: HeadersOf("""{"id":"good"}"""));

        Assert.Equal(["2"], await hub.ReadAsync("device:good", 1));
        await hub.LoggedAsync("593 The exchange dead took an unusable message of the event source a");
    }

    // Each has a key unless it says that it has none.
    private static Dictionary<string, object?> HeadersOf(string json)
    {
        var headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["key"] = Guid.NewGuid().ToString() };
        foreach (var (name, value) in JsonNode.Parse(json)!.AsObject())
        {
            headers[name] = (string?)value;
        }

        return headers;
    }
}
