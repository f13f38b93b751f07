using Switchboard.Configuration;

namespace Switchboard.EventSources;

/// <summary>What a source has that brokers of its type know nothing of: it would have no effect.</summary>
internal static class EventSourceTypeRules
{
    private static readonly EventSourceOptions _default = new();

    /// <summary>Tells of each.</summary>
    public static IEnumerable<ConfigurationProblem> StrangersOf(EventSourceOptions source, string path) => source.Type == EventSourceType.Redis
        ? StrangersOf(OfRabbitMq(source), path, "\"redis\"", "RabbitMQ").Concat(WordsOf(source, path))
        : StrangersOf(OfRedis(source), path, "\"rabbitMq\"", "Redis");

    private static IEnumerable<ConfigurationProblem> StrangersOf(IEnumerable<(string Name, bool IsGiven)> options, string path, string type, string other)
        => from option in options
           where option.IsGiven
           select new ConfigurationProblem($"{path}.{option.Name}", $"is given, and type is {type}: it is for {other} alone", "Take it out, or correct type.");

    private static IEnumerable<(string Name, bool IsGiven)> OfRabbitMq(EventSourceOptions source) =>
    [
        ("exchange", source.Exchange.Length > 0),
        ("exchangeType", source.ExchangeType != _default.ExchangeType),
        ("bindings", source.Bindings.Count > 0),
        ("queue", source.Queue.Length > 0),
        ("queueType", source.QueueType != _default.QueueType),
        ("exclusive", source.Exclusive),
        ("arguments", source.Arguments.Count > 0),
        ("deadLetterExchange", source.DeadLetterExchange.Length > 0),
    ];

    private static IEnumerable<(string Name, bool IsGiven)> OfRedis(EventSourceOptions source) =>
    [
        ("stream", source.Stream.Length > 0),
        ("group", source.Group.Length > 0),
        ("dataField", source.DataField != _default.DataField),
        ("deadLetterStream", source.DeadLetterStream.Length > 0),
    ];

    // No entry of Redis has a routing key.
    private static IEnumerable<ConfigurationProblem> WordsOf(EventSourceOptions source, string path)
        => from template in EventSourceRules.AllOf(source)
           where EventSourceRules.FaultOf(template.Text) is null
           let word = EventTemplate.Parse(template.Text).FirstWord
           where word is not null
           select new ConfigurationProblem(
               $"{path}.{template.Name}", $"has {word}, a word of a routing key, and type is \"redis\": its entries have none", "Write {header:name} for another field of the entry, or {body:/pointer}.");
}
