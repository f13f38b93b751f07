namespace Switchboard.Outbound;

/// <summary>What somebody is sent in place of a change, where the entry does not belong to what it selects by tags any more.</summary>
internal static class EntryRemoval
{
    /// <summary>The removal of the entry that a publication sets, with its position, and nothing of what is in it.</summary>
    public static Publication Of(Publication change)
        => new() { Data = default, Key = change.Key, IsRemoval = true, Time = change.Time, Offset = change.Offset, Epoch = change.Epoch };
}
