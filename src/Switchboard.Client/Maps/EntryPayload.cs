namespace Switchboard.Client.Maps;

/// <summary>The payloads of entries, which are the same in either encoding.</summary>
internal static class EntryPayload
{
    private static readonly ReadOnlyMemory<byte> _null = "null"u8.ToArray();

    /// <summary>An entry with the payload that it was set to. No entry is set to nothing: what was read as none was the JSON null, unless it is a removal.</summary>
    /// <param name="entry">The entry, as a reader of JSON that takes null for none has read it.</param>
    public static Publication Restore(Publication entry)
        => entry is { IsJson: true, IsRemoval: false, Data.IsEmpty: true } ? entry with { Data = _null } : entry;
}
