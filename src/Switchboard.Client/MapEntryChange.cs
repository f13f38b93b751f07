namespace Switchboard.Client;

/// <summary>What happened to an entry of a map.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Key">The key of the entry.</param>
/// <param name="Old">The entry as it was; null where it was not there.</param>
/// <param name="New">The entry as it is; null where it is not there any more.</param>
public sealed record MapEntryChange(MapEntryChangeKind Kind, string Key, Publication? Old, Publication? New)
{
    /// <summary>Reads a change, which is carried by a publication that knows the entry before it.</summary>
    internal static MapEntryChange Of(Publication change)
    {
        var now = change.IsRemoval ? null : change with { Previous = null };
        var kind = (change.IsRemoval, change.Previous) switch
        {
            (true, _) => MapEntryChangeKind.Removed,
            (_, null) => MapEntryChangeKind.Added,
            _ => MapEntryChangeKind.Updated,
        };
        return new MapEntryChange(kind, change.Key!, change.Previous, now);
    }
}

/// <summary>What may happen to an entry of a map.</summary>
public enum MapEntryChangeKind
{
    /// <summary>It was not there before.</summary>
    Added,

    /// <summary>It was there, and was set again.</summary>
    Updated,

    /// <summary>It is not there any more.</summary>
    Removed,
}
