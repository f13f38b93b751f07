using System.Text.RegularExpressions;

namespace Switchboard.Configuration.Rules;

/// <summary>What holds for event targets.</summary>
internal static partial class EventTargetRules
{
    private const int MaxNameBytes = 255;
    private const int MaxTargetNameLength = 128;

    private static readonly string[] _places = ["channel", "namespace", "rest", "event", "type"];

    /// <summary>Targets can be told apart, have an exchange, and something to send to it.</summary>
    public static IEnumerable<ConfigurationProblem> Targets(SwitchboardOptions options)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return options.EventTargets.Index().SelectMany(entry => Of(options, entry.Item, $"eventTargets[{entry.Index}]", names.Add(entry.Item.Name)));
    }

    private static IEnumerable<ConfigurationProblem> Of(SwitchboardOptions options, EventTargetOptions target, string path, bool isNew)
    {
        if (!isNew || !PlainNames.IsOne(target.Name, MaxTargetNameLength))
        {
            yield return new ConfigurationProblem(
                $"{path}.name", isNew ? "is empty, or no name of letters, digits, '-', '_' and '.'" : "is that of an earlier target, too", "Give each target a name of its own: what waits for it is kept under it.");
        }

        if (target.Exchange.Length is 0 or > MaxNameBytes)
        {
            yield return new ConfigurationProblem($"{path}.exchange", $"is empty, or has more than {MaxNameBytes} characters", "Name the exchange that events are sent to.");
        }

        foreach (var name in target.Namespaces.Where(name => !options.Namespaces.ContainsKey(name)))
        {
            yield return new ConfigurationProblem($"{path}.namespaces", $"names \"{name}\", which is no namespace", "Name those of namespaces whose publications are to be sent.");
        }

        if (target.Namespaces.Count == 0 && target.Events == HookEventKinds.None)
        {
            yield return new ConfigurationProblem(path, "has neither namespaces nor events, so that nothing would be sent", "Name some, or leave the target out.");
        }

        foreach (var place in Place().Matches(target.RoutingKey).Select(static match => match.Groups["place"].Value).Where(static place => !_places.Contains(place, StringComparer.Ordinal)))
        {
            yield return new ConfigurationProblem($"{path}.routingKey", $"has {{{place}}}, which stands for nothing", $"Known are {string.Join(", ", _places.Select(static known => $"{{{known}}}"))}.");
        }
    }

    [GeneratedRegex(@"\{(?<place>[^{}]*)\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
