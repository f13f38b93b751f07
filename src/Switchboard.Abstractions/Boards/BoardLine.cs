using System.Text;

namespace Switchboard;

/// <summary>A line of a board at one of its changes: the newest, or one of its history.</summary>
/// <param name="Line">Its key; <see cref="BoardEntry.BoardKey"/> for the board itself.</param>
/// <param name="Entry">What the change left it as.</param>
/// <param name="Position">The position of the change.</param>
/// <param name="Time">When it was changed.</param>
public sealed record BoardLine(string Line, BoardEntry Entry, Position Position, DateTimeOffset Time)
{
    /// <summary>Whether the change removed it: <see cref="Entry"/> is what it was.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Whether it is the board itself, with its title and persons, and no line.</summary>
    public bool IsBoard => Line == BoardEntry.BoardKey;

    /// <summary>Reads a change of a board as its channel delivers it. Null where it is none.</summary>
    /// <param name="publication">The publication.</param>
    public static BoardLine? Read(Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        var entry = publication.IsRemoval ? ReadRemoval(publication) : BoardEntry.Read(publication.Data);
        return entry is null || publication.Key is not { } line
            ? null
            : new BoardLine(line, entry, new Position(publication.Offset, publication.Epoch), publication.Time) { IsRemoved = publication.IsRemoval };
    }

    private static BoardEntry? ReadRemoval(Publication removal)
        => removal.Tags?.GetValueOrDefault(BoardEntry.RemovalTag) is { } json ? BoardEntry.Read(Encoding.UTF8.GetBytes(json)) : null;
}

/// <summary>A line that a board is to have.</summary>
/// <param name="Main">The name of what it belongs to.</param>
/// <param name="Sub">Its name within that; empty for none.</param>
public sealed record BoardLineName(string Main, string Sub = "")
{
    /// <summary>Its key, which never changes; null for one made of the names, <c>main/sub</c>.</summary>
    public string? Line { get; init; }
}

/// <summary>A board.</summary>
/// <param name="Channel">Its channel.</param>
/// <param name="Title">Its title; empty for none.</param>
/// <param name="Lines">How many lines it has.</param>
public sealed record BoardInfo(string Channel, string Title, long Lines)
{
    /// <summary>Those whom lines may be taken for; empty for anybody.</summary>
    public IReadOnlyList<string> Persons { get; init; } = [];
}

/// <summary>What a change of a line came to.</summary>
/// <param name="Line">The line as it is now.</param>
/// <param name="Suppressed">Why nothing has changed, in a word: <c>held</c>, <c>free</c> or <c>same</c>, as it was so already, or <c>idempotency</c>; null where the change took effect.</param>
public sealed record BoardResult(BoardLine Line, string? Suppressed);

/// <summary>What creating or changing a board came to.</summary>
/// <param name="Added">How many lines were added.</param>
/// <param name="Renamed">How many were renamed.</param>
/// <param name="Removed">How many were removed.</param>
/// <param name="Lines">How many there are now.</param>
public sealed record BoardChanges(int Added, int Renamed, int Removed, int Lines);
