using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>An entry of a map, as it is at present.</summary>
/// <param name="key">The key.</param>
internal sealed class MapEntry(string key)
{
    /// <summary>Never.</summary>
    public const long Never = long.MaxValue;

    public string Key => key;

    /// <summary>The publication that last set it.</summary>
    public required Publication Publication { get; set; }

    /// <summary>What it takes in memory.</summary>
    public int Bytes { get; set; }

    /// <summary>When it ends.</summary>
    public long Until { get; set; } = Never;

    /// <summary>When it is next looked at whether it has ended: not later than <see cref="Until"/>.</summary>
    public long LookedAtAt { get; set; } = Never;

    /// <summary>Whether it was found to have ended. It is there for its removal alone then.</summary>
    public bool IsPast { get; set; }

    public ulong Version { get; set; }

    public string VersionEpoch { get; set; } = "";

    /// <summary>What conditions are held against.</summary>
    public MapEntryState State => new(new Position(Publication.Offset, Publication.Epoch), Version, VersionEpoch);
}
