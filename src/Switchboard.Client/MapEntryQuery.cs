namespace Switchboard.Client;

/// <summary>Which entries of a map channel to read.</summary>
public sealed record MapEntryQuery
{
    /// <summary>The first page.</summary>
    public static MapEntryQuery Default { get; } = new();

    /// <summary>How many entries at most, up to the namespace's <c>mapMaxPageSize</c>; 0 for its <c>mapPageSize</c>.</summary>
    public int Limit { get; init; }

    /// <summary>Where the page before ended (<see cref="MapEntryPage.Cursor"/>); null for the beginning.</summary>
    public string? Cursor { get; init; }

    /// <summary>Leaves out what has changed behind this position: that of the first page, so that all pages show one moment. Null for none.</summary>
    public Position? UpTo { get; init; }

    /// <summary>The lowest score first, where the namespace says <c>mapOrdered</c>.</summary>
    public bool Ascending { get; init; }
}

/// <summary>Entries of a map channel. Each is the publication that last set its key.</summary>
/// <param name="Entries">The entries, in the order of the channel.</param>
/// <param name="Top">The newest position of the channel when it was read.</param>
/// <param name="Cursor">Asks for the next page; null on the last.</param>
public sealed record MapEntryPage(IReadOnlyList<Publication> Entries, Position Top, string? Cursor);
