using System.Text.RegularExpressions;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Names;

namespace Switchboard.Outbox;

/// <summary>Fills in the routing keys of targets' templates.</summary>
internal static partial class RoutingKeys
{
    private const string OfPublications = "{namespace}.{rest}";
    private const string OfHooks = "{type}";

    /// <summary>Where an event goes.</summary>
    public static string Of(OutgoingEvent happened, string template, NamespaceTable namespaces)
    {
        if (template.Length == 0)
        {
            template = happened.Type == OutgoingEvent.PublicationType ? OfPublications : OfHooks;
        }

        return Place().Replace(template, match => match.ValueSpan switch
        {
            "{channel}" => happened.Channel,
            "{namespace}" => namespaces.TryResolve(happened.Channel, out var space) ? space.Name : "",
            "{rest}" => ChannelNames.Rest(happened.Channel).ToString(),
            "{event}" => happened.Event,
            _ => happened.Type,
        });
    }

    [GeneratedRegex(@"\{(channel|namespace|rest|event|type)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
