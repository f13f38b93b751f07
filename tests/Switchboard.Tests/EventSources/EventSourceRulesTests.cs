using Switchboard.Configuration;
using Switchboard.Configuration.Reading;
using Switchboard.Configuration.Rules;
using Switchboard.EventSources;
using Switchboard.Tests.Configuration;
using Xunit;

namespace Switchboard.Tests.EventSources;

public sealed class EventSourceRulesTests
{
    [Theory]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "device:{2}" }""")]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "$device:{2}" }""")]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "news" }""")]
    [InlineData("""{ "name": "a", "queue": "q", "user": "{header:user}" }""")]
    [InlineData("""{ "name": "a", "type": "redis", "stream": "s", "channel": "news", "tags": { "kind": "{header:kind}" } }""")]
    public void Sources_ThatFit_AreTaken(string source) => Assert.Empty(ProblemsOf(source));

    [Theory]
    [InlineData("""{ "exchange": "e", "channel": "news" }""", "eventSources[0].name is missing")]
    [InlineData("""{ "name": "a b", "exchange": "e", "channel": "news" }""", "eventSources[0].name is no name, or that of an earlier source")]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "news" }, { "name": "a", "exchange": "e", "channel": "news" }""", "eventSources[1].name is no name, or that of an earlier source")]
    [InlineData("""{ "name": "a", "exchange": "e" }""", "eventSources[0].channel is missing, and user as well")]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "news", "user": "x" }""", "eventSources[0].channel is given, and user as well")]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "{1}" }""", "eventSources[0].channel has no literal namespace: a message could choose it")]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "{1}:{2}" }""", "eventSources[0].channel has no literal namespace: a message could choose it")]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "news{1}:a" }""", "eventSources[0].channel has no literal namespace: a message could choose it")]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "$news-{1}" }""", "eventSources[0].channel has no literal namespace: a message could choose it")]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "none:{1}" }""", "eventSources[0].channel is in the namespace \"none\", and there is no such namespace")]
    [InlineData("""{ "name": "a", "exchange": "e", "channel": "news", "tags": { "x": "{1" } }""", "eventSources[0].tags.x has a { without its }")]
    [InlineData("""{ "name": "a", "channel": "news" }""", "eventSources[0].exchange is missing, and queue as well")]
    [InlineData("""{ "name": "a", "exchange": "e", "exclusive": true, "channel": "news" }""", "eventSources[0].exclusive is true, and queueType is \"quorum\"")]
    [InlineData("""{ "name": "a", "exchange": "e", "exchangeType": "headers", "channel": "news" }""", "eventSources[0].bindings is empty, so that nothing would come")]
    [InlineData("""{ "name": "a", "type": "redis", "channel": "news" }""", "eventSources[0].stream is missing, and type is \"redis\"")]
    [InlineData("""{ "name": "a", "type": "redis", "stream": "s", "channel": "device:{2}" }""", "eventSources[0].channel has {2}, a word of a routing key, and type is \"redis\": its entries have none")]
    [InlineData("""{ "name": "a", "type": "redis", "stream": "s", "channel": "news", "tags": { "kind": "a{1}" } }""", "eventSources[0].tags.kind has {1}, a word of a routing key, and type is \"redis\": its entries have none")]
    [InlineData("""{ "name": "a", "type": "redis", "stream": "s", "exchange": "e", "channel": "news" }""", "eventSources[0].exchange is given, and type is \"redis\": it is for RabbitMQ alone")]
    [InlineData("""{ "name": "a", "type": "redis", "stream": "s", "bindings": ["k"], "channel": "news" }""", "eventSources[0].bindings is given, and type is \"redis\": it is for RabbitMQ alone")]
    [InlineData("""{ "name": "a", "type": "redis", "stream": "s", "queueType": "stream", "channel": "news" }""", "eventSources[0].queueType is given, and type is \"redis\": it is for RabbitMQ alone")]
    [InlineData("""{ "name": "a", "type": "redis", "stream": "s", "deadLetterExchange": "d", "channel": "news" }""", "eventSources[0].deadLetterExchange is given, and type is \"redis\": it is for RabbitMQ alone")]
    [InlineData("""{ "name": "a", "exchange": "e", "stream": "s", "channel": "news" }""", "eventSources[0].stream is given, and type is \"rabbitMq\": it is for Redis alone")]
    [InlineData("""{ "name": "a", "exchange": "e", "dataField": "d", "channel": "news" }""", "eventSources[0].dataField is given, and type is \"rabbitMq\": it is for Redis alone")]
    public void Sources_WithAMistake_AreToldWhichOptionItIs(string sources, string problem)
        => Assert.Equal([problem], ProblemsOf(sources), StringComparer.Ordinal);

    [Theory]
    [InlineData("", "rabbitMq.uri is missing, and eventSources has a source of type \"rabbitMq\"")]
    [InlineData(""", "rabbitMq": { "uri": "http://user:secret@host" }""", "rabbitMq.uri is http://***@host, which is no address of RabbitMQ")]
    [InlineData(""", "rabbitMq": { "uri": "amqp://host", "uriFile": "/none" }""", "rabbitMq.uriFile names /none, where there is no file that can be read|rabbitMq.uri is given, and uriFile as well")]
    public void Broker_ThatIsNotNamed_IsAskedFor(string more, string problems)
    {
        var options = OptionsOf("""{ "name": "a", "exchange": "e", "channel": "news" }""", more);

        Assert.Equal(problems.Split('|'), BrokerRules.RabbitMq(options).Select(static problem => $"{problem.Path} {problem.Problem}"), StringComparer.Ordinal);
    }

    [Fact]
    public void User_WhereUsersHaveNoInbox_IsAMistake()
    {
        var problem = Assert.Single(EventSourceRules.Sources(OptionsOf("""{ "name": "a", "queue": "q", "user": "{header:user}" }""", """, "inbox": { "enabled": false }""")));

        Assert.Equal(("eventSources[0].user", "is given, and users have no inbox (inbox.enabled)"), (problem.Path, problem.Problem));
    }

    private static IEnumerable<string> ProblemsOf(string sources) => EventSourceRules.Sources(OptionsOf(sources)).Select(static problem => $"{problem.Path} {problem.Problem}");

    private static SwitchboardOptions OptionsOf(string sources, string more = "")
    {
        var json = $$"""{ "namespaces": { "default": {}, "device": {} }, "channels": { "privatePrefix": "$" }, "eventSources": [ {{sources}} ]{{more}} }""";
        var reading = ConfigurationReader.Read(ConfigurationOf.Json(json), SwitchboardOptions.SectionName);
        Assert.Empty(reading.Problems);
        return reading.Options;
    }
}
