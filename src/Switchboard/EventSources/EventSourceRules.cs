using Switchboard.Configuration;
using Switchboard.Configuration.Model;
using Switchboard.Configuration.Rules;

namespace Switchboard.EventSources;

/// <summary>What holds for sources of events.</summary>
internal static class EventSourceRules
{
    private const int MaxNameLength = 64;

    /// <summary>Each source has a name of its own, something that it consumes, and one place where it goes.</summary>
    public static IEnumerable<ConfigurationProblem> Sources(SwitchboardOptions options)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, source) in options.EventSources.Index())
        {
            var path = $"eventSources[{index}]";
            if (!PlainNames.IsOne(source.Name, MaxNameLength) || !names.Add(source.Name))
            {
                yield return new ConfigurationProblem($"{path}.name", source.Name.Length == 0 ? "is missing" : "is no name, or that of an earlier source", $"Give each source a name of its own: up to {MaxNameLength} letters, digits, '_', '.' and '-'.");
            }

            if ((source.Channel.Length > 0) == (source.User.Length > 0))
            {
                yield return new ConfigurationProblem($"{path}.channel", source.User.Length > 0 ? "is given, and user as well" : "is missing, and user as well", "Say where messages go: give one of channel and user.");
            }

            if (source.User.Length > 0 && !options.Inbox.Enabled)
            {
                yield return new ConfigurationProblem($"{path}.user", "is given, and users have no inbox (inbox.enabled)", "Enable inboxes, or give channel.");
            }

            foreach (var problem in TemplatesOf(source, path).Concat(ChannelOf(options, source, path)).Concat(BrokerOf(source, path)).Concat(EventSourceTypeRules.StrangersOf(source, path)))
            {
                yield return problem;
            }
        }
    }

    /// <summary>The templates of a source, and the options that hold them.</summary>
    public static IEnumerable<(string Name, string Text)> AllOf(EventSourceOptions source) =>
    [
        ("channel", source.Channel), ("user", source.User), ("event", source.Event), ("id", source.Id), .. source.Tags.Select(static tag => ($"tags.{tag.Key}", tag.Value)),
    ];

    /// <summary>Why a text is no template; null where it is one.</summary>
    public static string? FaultOf(string template)
    {
        try
        {
            _ = EventTemplate.Parse(template);
            return null;
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }
    }

    private static IEnumerable<ConfigurationProblem> TemplatesOf(EventSourceOptions source, string path)
        => from template in AllOf(source)
           let fault = FaultOf(template.Text)
           where fault is not null
           select new ConfigurationProblem($"{path}.{template.Name}", fault, "Write a template such as \"device:{2}\".");

    // No message chooses another namespace: what it may do is said of the namespace.
    private static IEnumerable<ConfigurationProblem> ChannelOf(SwitchboardOptions options, EventSourceOptions source, string path)
    {
        if (source.Channel.Length == 0 || FaultOf(source.Channel) is not null)
        {
            yield break;
        }

        var template = EventTemplate.Parse(source.Channel);
        var prefix = template.Prefix;
        if (options.Channels.PrivatePrefix is { Length: > 0 } mark && prefix.StartsWith(mark, StringComparison.Ordinal))
        {
            prefix = prefix[mark.Length..];
        }

        var colon = prefix.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 && !template.IsLiteral)
        {
            yield return new ConfigurationProblem($"{path}.channel", "has no literal namespace: a message could choose it", "Write the namespace and its colon in front of the first place, such as \"device:{2}\".");
            yield break;
        }

        var name = colon < 0 ? NamespaceTable.DefaultName : prefix[..colon];
        if (!options.Namespaces.Keys.Contains(name, StringComparer.Ordinal))
        {
            yield return new ConfigurationProblem($"{path}.channel", $"is in the namespace \"{name}\", and there is no such namespace", "Add it to namespaces, or correct the name.");
        }
        else if (MapRules.IsMap(options, name))
        {
            yield return new ConfigurationProblem($"{path}.channel", $"is in the namespace \"{name}\", whose channels are maps: messages have no keys", "Name a namespace whose type is \"stream\".");
        }
    }

    private static IEnumerable<ConfigurationProblem> BrokerOf(EventSourceOptions source, string path)
    {
        if (source.Type == EventSourceType.Redis)
        {
            if (source.Stream.Length == 0)
            {
                yield return new ConfigurationProblem($"{path}.stream", "is missing, and type is \"redis\"", "Name the stream.");
            }

            yield break;
        }

        if (source.Exchange.Length == 0 && source.Queue.Length == 0)
        {
            yield return new ConfigurationProblem($"{path}.exchange", "is missing, and queue as well", "Name the exchange, or a queue that others bind.");
        }

        if (source.Exclusive && source.QueueType != EventQueueType.Classic)
        {
            yield return new ConfigurationProblem($"{path}.exclusive", $"is true, and queueType is \"{OptionNames.Of($"{source.QueueType}")}\"", "Write \"classic\": no other queue ends with its connection.");
        }

        if (source.Exchange.Length > 0 && source.Bindings.Count == 0 && source.ExchangeType is EventExchangeType.Direct or EventExchangeType.Headers)
        {
            yield return new ConfigurationProblem($"{path}.bindings", "is empty, so that nothing would come", "Write the routing keys, or for a headers exchange conditions such as \"x-match=any&kind=alarm\".");
        }
    }
}
