using Switchboard.Configuration.Reading;

namespace Switchboard.Configuration.Rules;

/// <summary>What holds for namespaces whose channels are maps, and for options that lead to them.</summary>
internal static class MapRules
{
    private static readonly NamespaceOptions _defaults = new();

    /// <summary>Options of maps fit together, and stand where there are maps.</summary>
    public static IEnumerable<ConfigurationProblem> Maps(SwitchboardOptions options)
        => options.Namespaces.SelectMany(static entry =>
            (entry.Value.Type == ChannelType.Stream ? OfStreams(entry.Value) : OfMaps(entry.Value)).Select(problem => problem with { Path = $"namespaces.{entry.Key}.{problem.Path}" }));

    /// <summary>What tells who is in a channel is kept in a namespace for it.</summary>
    public static IEnumerable<ConfigurationProblem> Presence(SwitchboardOptions options)
        => options.Namespaces.SelectMany(entry =>
            OfPrefix(options, entry.Key, entry.Value.MapClientsPresencePrefix, ChannelType.MapClients, "mapClientsPresencePrefix")
                .Concat(OfPrefix(options, entry.Key, entry.Value.MapUsersPresencePrefix, ChannelType.MapUsers, "mapUsersPresencePrefix")));

    /// <summary>What publishes without keys does not lead into maps.</summary>
    public static IEnumerable<ConfigurationProblem> Publishers(SwitchboardOptions options)
    {
        var inbox = options.Inbox.Namespace.Length > 0 ? options.Inbox.Namespace : NamespaceTable.DefaultName;
        if (options.Inbox.Enabled && IsMap(options, inbox))
        {
            yield return new ConfigurationProblem(
                "inbox.namespace", $"is \"{inbox}\", whose channels are maps: messages have no keys", "Name a namespace whose type is \"stream\", or change the type of this one.");
        }

        if (options.Devices is { Enabled: true, Subscribe: true } && Find(options, IdentityRules.DeviceNamespace)?.Type is ChannelType.MapClients or ChannelType.MapUsers)
        {
            yield return new ConfigurationProblem(
                $"namespaces.{IdentityRules.DeviceNamespace}.type", "is that of maps that tell who is in other channels, and the devices' own channels are there", "Write \"stream\" or \"map\".");
        }
    }

    /// <summary>Whether there is a namespace of a name, and its channels are maps.</summary>
    public static bool IsMap(SwitchboardOptions options, string name)
        => Find(options, name) is { Type: not ChannelType.Stream };

    // The names of channels tell capitals apart.
    private static NamespaceOptions? Find(SwitchboardOptions options, string name)
        => options.Namespaces.Keys.Contains(name, StringComparer.Ordinal) ? options.Namespaces[name] : null;

    private static IEnumerable<ConfigurationProblem> OfStreams(NamespaceOptions space)
    {
        (string Name, bool IsGiven)[] strangers =
        [
            ("mapMode", space.MapMode != _defaults.MapMode), ("entryAgeSeconds", space.EntryAgeSeconds != _defaults.EntryAgeSeconds),
            ("mapKey", space.MapKey != _defaults.MapKey), ("mapOrdered", space.MapOrdered), ("mapMaxEntries", space.MapMaxEntries != _defaults.MapMaxEntries),
            ("mapStreamSize", space.MapStreamSize != _defaults.MapStreamSize), ("mapStreamAgeSeconds", space.MapStreamAgeSeconds != _defaults.MapStreamAgeSeconds),
            ("mapPageSize", space.MapPageSize != _defaults.MapPageSize), ("mapMaxPageSize", space.MapMaxPageSize != _defaults.MapMaxPageSize),
            ("allowMapPublish", space.AllowMapPublish is not null), ("allowMapRemove", space.AllowMapRemove is not null),
            ("mapRemoveOnLeave", space.MapRemoveOnLeave), ("mapExternalState", space.MapExternalState),
        ];
        return from stranger in strangers
               where stranger.IsGiven
               select new ConfigurationProblem(stranger.Name, "is given, but type is \"stream\", where it has no meaning", "Set type to \"map\", or remove it.");
    }

    private static IEnumerable<ConfigurationProblem> OfMaps(NamespaceOptions space)
        => OfPages(space).Concat(OfEntries(space)).Concat(WithoutMeaning(space)).Concat(space.Type == ChannelType.Map ? [] : OfPresence(space));

    private static IEnumerable<ConfigurationProblem> OfPages(NamespaceOptions space)
    {
        if (space.MapPageSize > space.MapMaxPageSize)
        {
            yield return new ConfigurationProblem(
                "mapPageSize", $"is {space.MapPageSize}, more than mapMaxPageSize, which is {space.MapMaxPageSize}", "Lower it, or raise mapMaxPageSize.");
        }

        if (space.PositionAgeSeconds < space.MapStreamAgeSeconds)
        {
            yield return new ConfigurationProblem(
                "positionAgeSeconds",
                $"is {space.PositionAgeSeconds}, less than mapStreamAgeSeconds, which is {space.MapStreamAgeSeconds}",
                "Raise it: changes whose positions are forgotten cannot be recovered.");
        }
    }

    private static IEnumerable<ConfigurationProblem> OfEntries(NamespaceOptions space)
    {
        if (space is { Type: ChannelType.Map, MapMode: MapMode.Persistent } && space.EntryAgeSeconds != _defaults.EntryAgeSeconds)
        {
            yield return new ConfigurationProblem(
                "entryAgeSeconds", $"is {space.EntryAgeSeconds}, but mapMode is \"persistent\", whose entries do not expire", "Set mapMode to \"expiring\" or \"ephemeral\", or remove it.");
        }

        if (!space.MapRemoveOnLeave || space.Type != ChannelType.Map)
        {
            yield break;
        }

        if (space.MapKey != MapKeySource.ClientId)
        {
            yield return new ConfigurationProblem("mapRemoveOnLeave", "is true, but mapKey is not \"clientId\", so that no entry is a connection's own", "Set mapKey to \"clientId\".");
        }

        if (space.MapMode == MapMode.Persistent)
        {
            yield return new ConfigurationProblem(
                "mapRemoveOnLeave", "is true, but mapMode is \"persistent\": the entry of a connection that is lost with its node would stay for ever", "Set mapMode to \"expiring\" or \"ephemeral\".");
        }

        if (space.MapExternalState)
        {
            yield return new ConfigurationProblem("mapRemoveOnLeave", "is true, but the application has the entries (mapExternalState)", "Set it to false; the application learns by the event \"unsubscribed\" who has left.");
        }
    }

    // Said rather than passed over: who sets them expects something of them.
    private static IEnumerable<ConfigurationProblem> WithoutMeaning(NamespaceOptions space)
    {
        (string Name, bool IsGiven, string Problem, string Remedy)[] strangers =
        [
            ("historySize", space.HistorySize > 0, $"is {space.HistorySize}", "Remove it: mapStreamSize says how many changes of a map are kept."),
            ("positioning", space.Positioning, "is true", "Remove it: changes of maps have positions in any case."),
            ("recovery", space.Recovery == RecoveryMode.Cache, "is \"cache\"", "Remove it: mapMode says what a client that comes back is sent."),
            ("historyAgeSeconds", space.HistoryAgeSeconds != _defaults.HistoryAgeSeconds, $"is {space.HistoryAgeSeconds}", "Remove it: mapStreamAgeSeconds says how long changes are kept."),
        ];
        return from stranger in strangers
               where stranger.IsGiven
               select new ConfigurationProblem(stranger.Name, $"{stranger.Problem}, which has no meaning for maps", stranger.Remedy);
    }

    private static IEnumerable<ConfigurationProblem> OfPresence(NamespaceOptions space)
    {
        if (space.MapMode == MapMode.Persistent)
        {
            yield return new ConfigurationProblem(
                "mapMode", "is \"persistent\", but the entries of who was lost with a node can only expire", "Set it to \"expiring\", with entryAgeSeconds, or to \"ephemeral\".");
        }

        (string Name, bool IsGiven)[] strangers =
        [
            ("mapKey", space.MapKey != MapKeySource.Client), ("allowMapPublish", space.AllowMapPublish is not (null or Audience.None)),
            ("allowMapRemove", space.AllowMapRemove is not (null or Audience.None)), ("mapExternalState", space.MapExternalState), ("mapRemoveOnLeave", space.MapRemoveOnLeave),
        ];
        foreach (var (name, isGiven) in strangers)
        {
            if (isGiven)
            {
                yield return new ConfigurationProblem(name, "is given, but the hub alone changes the channels of this type", "Remove it, or set type to \"map\".");
            }
        }
    }

    private static IEnumerable<ConfigurationProblem> OfPrefix(SwitchboardOptions options, string name, string prefix, ChannelType type, string option)
    {
        if (prefix.Length == 0)
        {
            yield break;
        }

        var colon = prefix.IndexOf(':', StringComparison.Ordinal);
        var target = colon < 0 ? "" : prefix[..colon];
        var typeName = type == ChannelType.MapClients ? "mapClients" : "mapUsers";
        if (target == name)
        {
            yield return new ConfigurationProblem($"namespaces.{name}.{option}", $"is \"{prefix}\", which leads back into this namespace", $"Add another namespace of the type \"{typeName}\", and write its name and a colon.");
        }
        else if (Find(options, target) is not { } space)
        {
            var guess = Spelling.Nearest(target, options.Namespaces.Keys) is { } nearest ? $"Did you mean \"{nearest}:\"? " : "";
            yield return new ConfigurationProblem($"namespaces.{name}.{option}", $"is \"{prefix}\", which leads into no namespace", $"{guess}Write the name of a namespace of the type \"{typeName}\" and a colon.");
        }
        else if (space.Type != type)
        {
            yield return new ConfigurationProblem($"namespaces.{name}.{option}", $"is \"{prefix}\", and the type of the namespace \"{target}\" is not \"{typeName}\"", $"Set namespaces.{target}.type to \"{typeName}\".");
        }
    }
}
