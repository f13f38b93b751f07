namespace Switchboard.Configuration.Rules;

/// <summary>What holds for namespaces whose publications change.</summary>
internal static class MutableRules
{
    /// <summary>Publications change in streams that are kept, and what else would take them for immutable is not asked for.</summary>
    public static IEnumerable<ConfigurationProblem> Mutable(SwitchboardOptions options) =>
        from entry in options.Namespaces
        where entry.Value.Mutable
        from problem in Of(entry.Value).Concat(OfInbox(options, entry.Key)).Concat(OfLimits(options, entry.Value))
        select problem with { Path = $"namespaces.{entry.Key}.{problem.Path}" };

    private static IEnumerable<ConfigurationProblem> OfInbox(SwitchboardOptions options, string name)
    {
        var inbox = options.Inbox.Namespace.Length > 0 ? options.Inbox.Namespace : NamespaceTable.DefaultName;
        if (options.Inbox.Enabled && inbox.Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            yield return new ConfigurationProblem("mutable", "is true, but messages of inboxes go there, which have marks and ids of their own", "Set inbox.namespace to another namespace, or mutable to false.");
        }
    }

    private static IEnumerable<ConfigurationProblem> OfLimits(SwitchboardOptions options, NamespaceOptions space)
    {
        var (name, limit) = options.Limits.ReplyBytes <= options.Limits.OutboundQueueBytes
            ? ("replyBytes", options.Limits.ReplyBytes)
            : ("outboundQueueBytes", options.Limits.OutboundQueueBytes);
        if (space.MutableBytes > limit)
        {
            yield return new ConfigurationProblem("mutableBytes", $"is {space.MutableBytes}, more than limits.{name}, which is {limit}: nobody could be sent such a publication", $"Lower it, or raise limits.{name}.");
        }
    }

    private static IEnumerable<ConfigurationProblem> Of(NamespaceOptions space)
    {
        if (space.Type != ChannelType.Stream)
        {
            yield return new ConfigurationProblem("mutable", "is true, but the channels are maps", "Set type to \"stream\", or change entries by map_publish.");
            yield break;
        }

        if (space.HistorySize == 0)
        {
            yield return new ConfigurationProblem("mutable", "is true, but historySize is 0, so that nothing is kept that could be changed", "Set historySize to how many changes are kept for those who come back.");
        }

        if (space.Delta != DeltaType.None)
        {
            yield return new ConfigurationProblem("mutable", "is true, and so deltas would be made of changes, which are no versions of each other", "Set delta to \"none\".");
        }

        if (space.AllowTagFilter)
        {
            yield return new ConfigurationProblem("mutable", "is true, but a tag filter would let some changes of a publication pass and not others", "Set allowTagFilter to false.");
        }

        if (space.Recovery != RecoveryMode.Stream)
        {
            yield return new ConfigurationProblem("recovery", $"is \"{space.Recovery.ToString().ToLowerInvariant()}\", where subscribers follow no position from which changes go on", "Set it to \"stream\": who comes back too late is sent the wholes.");
        }

        if (space.AppendTimeoutSeconds >= space.HistoryAgeSeconds)
        {
            yield return new ConfigurationProblem(
                "appendTimeoutSeconds", $"is {space.AppendTimeoutSeconds}, not less than historyAgeSeconds, which is {space.HistoryAgeSeconds}", "Lower it, or raise historyAgeSeconds.");
        }
    }
}
