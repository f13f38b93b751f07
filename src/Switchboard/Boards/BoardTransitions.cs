using Switchboard.Configuration;

namespace Switchboard.Boards;

/// <summary>What lines become, with what is told of it. Changes nothing.</summary>
internal static class BoardTransitions
{
    /// <summary>Somebody holds it from now on: a free line is taken, one of somebody else taken over, one's own renewed.</summary>
    public static BoardEntry Take(BoardEntry entry, BoardSettings rules, string holder, string by, DateTimeOffset now)
    {
        var isOwn = entry.Holder == holder;
        return entry with
        {
            Holder = holder,
            By = isOwn ? entry.By : by,
            Since = isOwn ? entry.Since : now,
            Until = now + rules.MaxHold,
            EndsSoon = false,
            Change = isOwn
                ? new BoardChange { Op = BoardActions.Renew, By = by, For = holder }
                : ChangeOf(entry, entry.Holder is null ? BoardActions.Take : BoardActions.TakeOver, by, now) with { For = holder },
        };
    }

    /// <summary>Nobody holds it any more.</summary>
    public static BoardEntry Free(BoardEntry entry, string by, string? reason, DateTimeOffset now) => entry with
    {
        Holder = null,
        By = null,
        Since = null,
        Until = null,
        EndsSoon = false,
        Change = ChangeOf(entry, BoardActions.Free, by, now) with { Reason = reason },
    };

    /// <summary>It has another note.</summary>
    public static BoardEntry Note(BoardEntry entry, string by, string? note)
        => entry with { Note = string.IsNullOrEmpty(note) ? null : note, Change = new BoardChange { Op = BoardActions.Note, By = by } };

    /// <summary>Its hold ends soon, and the holder is told.</summary>
    public static BoardEntry Remind(BoardEntry entry, string by) => entry with { EndsSoon = true, Change = new BoardChange { Op = BoardActions.Remind, By = by, For = entry.Holder } };

    /// <summary>It has other names; the hold goes on.</summary>
    public static BoardEntry Rename(BoardEntry entry, BoardLineName name, string by) => entry with
    {
        Main = name.Main,
        Sub = name.Sub.Length > 0 ? name.Sub : null,
        Change = new BoardChange { Op = BoardActions.Rename, By = by, BeforeMain = entry.Main, BeforeSub = entry.Sub },
    };

    /// <summary>It is removed.</summary>
    public static BoardEntry Remove(BoardEntry entry, string by, DateTimeOffset now) => Free(entry, by, null, now) with
    {
        Change = ChangeOf(entry, BoardActions.Remove, by, now) with { Reason = entry.Holder is null ? null : "removed" },
    };

    private static BoardChange ChangeOf(BoardEntry entry, string op, string by, DateTimeOffset now) => new()
    {
        Op = op,
        By = by,
        Before = entry.Holder,
        BeforeSince = entry.Since,
        Held = now - entry.Since is { } held && held > TimeSpan.Zero ? held : entry.Since is null ? null : TimeSpan.Zero,
    };
}
