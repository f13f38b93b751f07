namespace Switchboard.Boards;

/// <summary>What is to be changed in a board, decided before anything is.</summary>
internal sealed class BoardPlan(string by, DateTimeOffset now, Dictionary<string, BoardLine> known)
{
    private readonly List<BoardPlanned> _writes = [];
    private int _added;
    private int _renamed;
    private int _removed;

    /// <summary>The changes, in their order.</summary>
    public IReadOnlyList<BoardPlanned> Writes => _writes;

    /// <summary>Whether there is a board already.</summary>
    public bool HasBoard => known.ContainsKey(BoardEntry.BoardKey);

    /// <summary>How many lines there are afterwards.</summary>
    public int Lines => known.Count - (HasBoard ? 1 : 0) + _added - _removed;

    /// <summary>What it comes to.</summary>
    public BoardChanges Changes => new(_added, _renamed, _removed, Lines);

    /// <summary>The board has this title and these persons; null for as it is.</summary>
    /// <returns>Why not; null where it may.</returns>
    public ErrorCode? Head(string? title, IReadOnlyList<string>? persons, bool mayCreate)
    {
        if (known.GetValueOrDefault(BoardEntry.BoardKey) is not { } board)
        {
            if (!mayCreate)
            {
                return BoardErrors.NoBoard;
            }

            Write(BoardEntry.BoardKey, new BoardEntry { Title = OrNull(title), Persons = OrNull(persons), Change = ChangeOf(BoardActions.Create) }, null, static entry => entry);
            return null;
        }

        var changed = board.Entry with { Title = title is null ? board.Entry.Title : OrNull(title), Persons = persons is null ? board.Entry.Persons : OrNull(persons) };
        if (changed.Title != board.Entry.Title || !(changed.Persons ?? []).SequenceEqual(board.Entry.Persons ?? [], StringComparer.Ordinal))
        {
            Write(
                BoardEntry.BoardKey,
                changed with { Change = ChangeOf(BoardActions.Rename) with { BeforeMain = board.Entry.Title } },
                board,
                entry => changed with { Change = ChangeOf(BoardActions.Rename) with { BeforeMain = entry.Title } });
        }

        return null;
    }

    /// <summary>There is a line of these names: it is added, or has other names from now on.</summary>
    public void Set(string key, BoardLineName name)
    {
        if (known.TryGetValue(key, out var line))
        {
            Rename(line, name);
        }
        else
        {
            Add(key, name);
        }
    }

    /// <summary>A line is added where there is none of its key.</summary>
    public void Add(string key, BoardLineName name)
    {
        if (!known.ContainsKey(key))
        {
            _added++;
            Write(key, new BoardEntry { Main = name.Main, Sub = OrNull(name.Sub), Change = ChangeOf(BoardActions.Create) }, null, static _ => null);
        }
    }

    /// <summary>Lines have other names from now on.</summary>
    /// <returns>Why not; null where they may.</returns>
    public ErrorCode? Rename(Dictionary<string, BoardLineName> byKey)
    {
        foreach (var (index, (key, name)) in byKey.Index())
        {
            if (!known.TryGetValue(key, out var line))
            {
                return BoardErrors.NoLine(key, $"rename[{index}].line");
            }

            Rename(line, name);
        }

        return null;
    }

    /// <summary>Lines are removed.</summary>
    /// <returns>Why not; null where they may.</returns>
    public ErrorCode? Remove(IReadOnlyCollection<string> keys, bool force)
    {
        var lines = new List<BoardLine>(keys.Count);
        foreach (var (index, key) in keys.Index())
        {
            if (key == BoardEntry.BoardKey || !known.TryGetValue(key, out var line))
            {
                return BoardErrors.NoLine(key, $"remove[{index}]");
            }

            lines.Add(line);
        }

        return Remove(lines, force);
    }

    /// <summary>All other lines are removed.</summary>
    /// <returns>Why not; null where they may.</returns>
    public ErrorCode? RemoveAllBut(Dictionary<string, BoardLineName> kept, bool force)
        => Remove([.. known.Values.Where(line => !line.IsBoard && !kept.ContainsKey(line.Line))], force);

    /// <summary>The removal of the board itself.</summary>
    public BoardWrite RemovalOfBoard()
    {
        var board = known[BoardEntry.BoardKey];
        return new BoardWrite(board.Line, board.Entry with { Change = ChangeOf(BoardActions.Remove) }, board.Position) { IsRemoval = true };
    }

    /// <summary>The same change of a line that is another by now. Null where there is nothing to be done, or it may not be done.</summary>
    public static BoardWrite? Again(BoardPlanned planned, BoardLine current, out ErrorCode? refusal)
    {
        refusal = planned is { Write.IsRemoval: true, Force: false } && current.Entry.Holder is not null ? BoardErrors.Held([current.Line]) : null;
        return refusal is null && planned.Anew(current.Entry) is { } entry ? planned.Write with { Entry = entry, Expected = current.Position } : null;
    }

    private ErrorCode? Remove(List<BoardLine> lines, bool force)
    {
        string[] held = [.. lines.Where(static line => line.Entry.Holder is not null).Select(static line => line.Line)];
        if (held.Length > 0 && !force)
        {
            return BoardErrors.Held(held);
        }

        foreach (var line in lines)
        {
            _removed++;
            var write = new BoardWrite(line.Line, BoardTransitions.Remove(line.Entry, by, now), line.Position) { IsRemoval = true };
            _writes.Add(new BoardPlanned(write, force, entry => BoardTransitions.Remove(entry, by, now)));
        }

        return null;
    }

    private void Rename(BoardLine line, BoardLineName name)
    {
        if (line.Entry.Main == name.Main && (line.Entry.Sub ?? "") == name.Sub)
        {
            return;
        }

        _renamed++;
        Write(line.Line, BoardTransitions.Rename(line.Entry, name, by), line, entry => BoardTransitions.Rename(entry, name, by));
    }

    private void Write(string key, BoardEntry entry, BoardLine? former, Func<BoardEntry, BoardEntry?> anew)
        => _writes.Add(new BoardPlanned(new BoardWrite(key, entry, former?.Position ?? new Position(0, "")), Force: false, anew));

    private BoardChange ChangeOf(string op) => new() { Op = op, By = by };

    private static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static IReadOnlyList<string>? OrNull(IReadOnlyList<string>? list) => list is { Count: > 0 } ? list : null;
}

/// <summary>A change that is planned.</summary>
/// <param name="Write">The change.</param>
/// <param name="Force">Whether a held line is removed.</param>
/// <param name="Anew">What the entry becomes where it is another than it was when it was planned; null for nothing.</param>
internal sealed record BoardPlanned(BoardWrite Write, bool Force, Func<BoardEntry, BoardEntry?> Anew);
