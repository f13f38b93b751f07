namespace Switchboard.Configuration.Rules;

/// <summary>What holds for namespaces whose channels are boards.</summary>
internal static class BoardRules
{
    private static readonly NamespaceOptions _defaults = new();

    /// <summary>Boards are durable maps that nobody else changes, and options of boards stand where there are boards.</summary>
    public static IEnumerable<ConfigurationProblem> Boards(SwitchboardOptions options)
        => options.Namespaces.SelectMany(entry =>
            (entry.Value.Board ? OfBoards(entry.Value).Concat(OfReminders(options, entry.Value)) : OfOthers(entry.Value)).Select(problem => problem with { Path = $"namespaces.{entry.Key}.{problem.Path}" }));

    /// <summary>Who may do what in boards, by the names of the options.</summary>
    public static (string Name, Audience Value)[] AudiencesOf(NamespaceOptions space) =>
    [
        ("allowTake", space.AllowTake), ("allowTakeOver", space.AllowTakeOver), ("allowFree", space.AllowFree), ("allowNote", space.AllowNote),
        ("allowBoardHistory", space.AllowBoardHistory), ("allowBoardManage", space.AllowBoardManage),
    ];

    private static IEnumerable<ConfigurationProblem> OfBoards(NamespaceOptions space)
        => Needs(space).Concat(OfMaps(space)).Concat(OfHolds(space)).Concat(OfAudiences(space));

    private static IEnumerable<ConfigurationProblem> Needs(NamespaceOptions space)
    {
        if (space.Type != ChannelType.Map)
        {
            yield return new ConfigurationProblem("board", "is true, but type is not \"map\", and boards are map channels", "Set type to \"map\".");
        }

        if (space.Storage != StorageKind.Durable)
        {
            yield return new ConfigurationProblem("board", "is true, but storage is not \"durable\", so that who holds what would be lost with the server", "Set storage to \"durable\".");
        }

        if (space.Payload != PayloadKind.Json)
        {
            yield return new ConfigurationProblem("payload", "is not \"json\", and the lines of boards are JSON", "Remove it.");
        }
    }

    private static IEnumerable<ConfigurationProblem> OfMaps(NamespaceOptions space)
    {
        (string Name, bool IsGiven, string Problem, string Remedy)[] strangers =
        [
            ("mapMode", space.MapMode != MapMode.Persistent, "is not \"persistent\", and the lines of boards do not expire", "Remove it; boardMaxHoldSeconds ends holds."),
            ("entryAgeSeconds", space.EntryAgeSeconds != _defaults.EntryAgeSeconds, "is given, and the lines of boards do not expire", "Remove it; boardMaxHoldSeconds ends holds."),
            ("mapKey", space.MapKey != MapKeySource.Client, "is given, and lines of boards have keys of their own", "Remove it."),
            ("mapRemoveOnLeave", space.MapRemoveOnLeave, "is true, and the lines of boards stay when their holders leave", "Remove it; boardMaxHoldSeconds ends holds."),
            ("mapExternalState", space.MapExternalState, "is true, and the hub keeps the lines of boards", "Remove it."),
            ("mapOrdered", space.MapOrdered, "is true, and lines of boards are in the order of their keys", "Remove it, and sort in the page."),
            ("mapStreamAgeSeconds", space.MapStreamAgeSeconds != _defaults.MapStreamAgeSeconds, "is given, and the changes of boards are kept for boardHistoryDays", "Remove it; mapStreamSize says how far clients recover."),
            ("allowMapPublish", space.AllowMapPublish is not null, "is given, and boards are changed by their own operations alone", "Remove it; allowTake and its like say who may."),
            ("allowMapRemove", space.AllowMapRemove is not null, "is given, and boards are changed by their own operations alone", "Remove it; allowBoardManage says who may."),
        ];
        return from stranger in strangers
               where stranger.IsGiven
               select new ConfigurationProblem(stranger.Name, stranger.Problem, stranger.Remedy);
    }

    private static IEnumerable<ConfigurationProblem> OfHolds(NamespaceOptions space)
    {
        if (space.BoardReminderSeconds > 0 && space.BoardReminderSeconds >= space.BoardMaxHoldSeconds)
        {
            yield return new ConfigurationProblem(
                "boardReminderSeconds",
                $"is {space.BoardReminderSeconds}, not less than boardMaxHoldSeconds, which is {space.BoardMaxHoldSeconds}",
                "Lower it, or raise boardMaxHoldSeconds: holders are reminded so long before their holds end.");
        }
    }

    // An inbox.namespace that is given and missing is told of by itself.
    private static IEnumerable<ConfigurationProblem> OfReminders(SwitchboardOptions options, NamespaceOptions space)
    {
        if (space is { BoardReminderSeconds: > 0, BoardHolder: BoardHolder.Principal } && options.Inbox is { Enabled: true, Namespace: "" }
            && !options.Namespaces.ContainsKey(NamespaceTable.DefaultName))
        {
            yield return new ConfigurationProblem(
                "boardReminderSeconds",
                "is given, and reminders go to inboxes, for which there is no namespace",
                "Add the namespace \"default\", name another in inbox.namespace, or set inbox.enabled to false: the lines still say ends_soon then.");
        }
    }

    private static IEnumerable<ConfigurationProblem> OfAudiences(NamespaceOptions space)
        => from audience in AudiencesOf(space)
           where audience.Value.HasFlag(Audience.Hook)
           select new ConfigurationProblem(audience.Name, "names \"hook\", and no hook decides about boards", "Name who may, or give it by grants and tokens.");

    private static IEnumerable<ConfigurationProblem> OfOthers(NamespaceOptions space)
    {
        (string Name, bool IsGiven)[] strangers =
        [
            ("boardHistoryDays", space.BoardHistoryDays != _defaults.BoardHistoryDays), ("boardHolder", space.BoardHolder != _defaults.BoardHolder),
            ("boardMaxHoldSeconds", space.BoardMaxHoldSeconds > 0), ("boardReminderSeconds", space.BoardReminderSeconds > 0),
            ("boardMaxNameBytes", space.BoardMaxNameBytes != _defaults.BoardMaxNameBytes), ("boardMaxNoteBytes", space.BoardMaxNoteBytes != _defaults.BoardMaxNoteBytes),
            ("boardMaxPersons", space.BoardMaxPersons != _defaults.BoardMaxPersons), ("boardMaxCsvBytes", space.BoardMaxCsvBytes != _defaults.BoardMaxCsvBytes),
            .. AudiencesOf(space).Select(static audience => (audience.Name, audience.Value != Audience.Service)),
        ];
        return from stranger in strangers
               where stranger.IsGiven
               select new ConfigurationProblem(stranger.Name, "is given, but board is false, where it has no meaning", "Set board to true, or remove it.");
    }
}
