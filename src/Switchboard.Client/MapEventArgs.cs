namespace Switchboard.Client;

/// <summary>An entry of a map was added, updated or removed.</summary>
public sealed class MapChangedEventArgs : EventArgs
{
    internal MapChangedEventArgs(string channel, MapEntryChange change)
    {
        Channel = channel;
        Change = change;
    }

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>What happened.</summary>
    public MapEntryChange Change { get; }
}

/// <summary>A map is as it is at the hub: for the first time, or again.</summary>
public sealed class MapSynchronizedEventArgs : EventArgs
{
    internal MapSynchronizedEventArgs(string channel) => Channel = channel;

    /// <summary>The channel.</summary>
    public string Channel { get; }

    /// <summary>Whether the changes since the last time were had one by one; false where all entries were read, and changes are the differences.</summary>
    public bool WasRecovered { get; internal init; }

    /// <summary>How many entries there are.</summary>
    public int Count { get; internal init; }

    /// <summary>The position of the newest change; null where the channel has none.</summary>
    public Position? Position { get; internal init; }

    /// <summary>Application data from whatever authorized the subscription; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; internal init; }
}
