namespace Switchboard;

/// <summary>Entries of a map channel. Each is the publication that last set its key.</summary>
/// <param name="Entries">The entries, in the order of the channel.</param>
/// <param name="Top">The newest position of the channel when it was read.</param>
/// <param name="Next">Asks for the next page; null on the last.</param>
public sealed record MapPage(IReadOnlyList<Publication> Entries, Position Top, MapCursor? Next);

/// <summary>Whether an entry has to be there for a change to take effect.</summary>
public enum MapKeyMode
{
    /// <summary>It may.</summary>
    Any,

    /// <summary>It must not.</summary>
    IfNew,

    /// <summary>It must.</summary>
    IfExists,
}

/// <summary>A place between entries.</summary>
/// <param name="Score">The score of the entry in front of it; 0 where entries are not ordered.</param>
/// <param name="Key">The key of the entry in front of it.</param>
public readonly record struct MapCursor(long Score, string Key);
