namespace Switchboard.Configuration;

/// <summary>Finds what a configuration wants kept in a durable store.</summary>
internal static class DurableOptions
{
    /// <summary>The paths of the options that say <c>durable</c>; none where no store is needed.</summary>
    public static IEnumerable<string> PathsOf(SwitchboardOptions options)
    {
        foreach (var (name, space) in options.Namespaces)
        {
            if (space.Storage == StorageKind.Durable)
            {
                yield return $"namespaces.{name}.storage";
            }
        }

        if (options.Inbox.Storage == StorageKind.Durable)
        {
            yield return "inbox.storage";
        }

        if (options.Schedules.Storage == StorageKind.Durable)
        {
            yield return "schedules.storage";
        }
    }
}
