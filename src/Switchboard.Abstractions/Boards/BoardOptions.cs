namespace Switchboard;

/// <summary>What a board is to be. Creating one that is there adds what is new, and leaves all holds as they are.</summary>
public sealed record BoardDefinition
{
    /// <summary>The title; null for none, or as it is.</summary>
    public string? Title { get; init; }

    /// <summary>Those whom lines may be taken for, where the namespace says <c>boardHolder: named</c>; empty for anybody, null for as it is.</summary>
    public IReadOnlyList<string>? Persons { get; init; }

    /// <summary>The lines; null for none.</summary>
    public IReadOnlyList<BoardLineName>? Lines { get; init; }

    /// <summary>Lines as CSV in place of that: <c>main;sub</c> or <c>main;sub;line</c>, with semicolons, tabs or commas. Null for none.</summary>
    public string? Csv { get; init; }

    /// <summary>Whether lines that are not named here are removed. Where one of them is held, nothing is changed (413), unless <see cref="Force"/> says so.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether lines are removed that are held: the change tells who held them.</summary>
    public bool Force { get; init; }
}

/// <summary>What changes in a board. What is null stays as it is.</summary>
public sealed record BoardModification
{
    /// <summary>Another title; empty for none.</summary>
    public string? Title { get; init; }

    /// <summary>Other persons; empty for anybody.</summary>
    public IReadOnlyList<string>? Persons { get; init; }

    /// <summary>Lines to add.</summary>
    public IReadOnlyList<BoardLineName>? Add { get; init; }

    /// <summary>Lines that are to have other names, by their keys. Holds go on.</summary>
    public IReadOnlyList<BoardLineName>? Rename { get; init; }

    /// <summary>The keys of lines to remove.</summary>
    public IReadOnlyList<string>? Remove { get; init; }

    /// <summary>Whether lines are removed that are held.</summary>
    public bool Force { get; init; }
}

/// <summary>How a line is taken, freed or noted on. Everything is optional.</summary>
public sealed record BoardLineOptions
{
    /// <summary>Nothing out of the ordinary.</summary>
    public static BoardLineOptions None { get; } = new();

    /// <summary>For whom: a user id, or with <c>boardHolder: named</c> a person; null for oneself.</summary>
    public string? For { get; init; }

    /// <summary>The note from here on; empty for none, null for as it is.</summary>
    public string? Note { get; init; }

    /// <summary>Whether a line is taken that somebody else holds.</summary>
    public bool TakeOver { get; init; }

    /// <summary>The position that the line must have, as it was seen: another is error 413, with the line as it is. Null for any.</summary>
    public Position? Expected { get; init; }

    /// <summary>A key that makes a repeated change return the first one's result, for <c>publishing.idempotencyWindowSeconds</c>. Null for none.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>Which changes of a board to read.</summary>
public sealed record BoardHistoryOptions
{
    /// <summary>The newest changes.</summary>
    public static BoardHistoryOptions Default { get; } = new();

    /// <summary>Of this line alone; null for all.</summary>
    public string? Line { get; init; }

    /// <summary>Of this user or person alone: who holds or held the line, or did it. Null for everybody's.</summary>
    public string? User { get; init; }

    /// <summary>Of this kind alone, one of <see cref="BoardActions"/>; null for all.</summary>
    public string? Op { get; init; }

    /// <summary>From this time on; null for from the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this time; null for up to now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the oldest come first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>Where the page before ended; null for the beginning.</summary>
    public string? Cursor { get; init; }

    /// <summary>The most changes, up to 1000; 0 for 100.</summary>
    public int Limit { get; init; }
}

/// <summary>Changes of a board: a page.</summary>
/// <param name="Changes">The changes, in the order asked for.</param>
/// <param name="Cursor">Asks for the next page; null where there is none. There may be more also behind a page without changes.</param>
public sealed record BoardHistoryPage(IReadOnlyList<BoardLine> Changes, string? Cursor);

/// <summary>Boards: a page.</summary>
/// <param name="Boards">The boards, in the order of their channels.</param>
/// <param name="Cursor">Asks for the next page; null where there is none.</param>
public sealed record BoardList(IReadOnlyList<BoardInfo> Boards, string? Cursor);
