using Switchboard.Configuration;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Boards;

/// <summary>Takes and frees lines, and writes notes, for connections and services: by compare-and-set, so that of any number who try at once one has its way.</summary>
internal sealed class BoardKeeper(BoardPermits permits, BoardStore store, SettingsHolder settings, Clock clock)
{
    // Each attempt after the first means that somebody else changed the line meanwhile.
    private const int MaxAttempts = 64;

    /// <summary>Takes a line, or renews a hold.</summary>
    public ValueTask<Result<BoardResult>> TakeAsync(BoardActor actor, BoardAct act, CancellationToken cancellationToken)
        => ActAsync(actor, act with { Operation = Operations.Take, NeedsHolder = true }, permits.Authorize(actor, Operations.Take, act.Channel), Take, cancellationToken);

    /// <summary>Frees a line.</summary>
    public ValueTask<Result<BoardResult>> FreeAsync(BoardActor actor, BoardAct act, CancellationToken cancellationToken)
    {
        // One's own with the one, anybody's with the other.
        var permit = permits.Authorize(actor, Operations.Free, act.Channel);
        return ActAsync(actor, act with { Operation = Operations.Free, MayFreeAny = permit.IsSuccess }, permit.IsSuccess ? permit : permits.Authorize(actor, Operations.Take, act.Channel), Free, cancellationToken);
    }

    /// <summary>Writes a note.</summary>
    public ValueTask<Result<BoardResult>> NoteAsync(BoardActor actor, BoardAct act, CancellationToken cancellationToken)
        => ActAsync(actor, act with { Operation = Operations.Note }, permits.Authorize(actor, Operations.Note, act.Channel), Note, cancellationToken);

    private async ValueTask<Result<BoardResult>> ActAsync(
        BoardActor actor, BoardAct act, Result<BoardTarget> permit, Func<BoardActor, BoardTarget, BoardAct, BoardLine, Decision> decide, CancellationToken cancellationToken)
    {
        if (!permit.IsSuccess)
        {
            return permit.As<BoardResult>();
        }

        var target = permit.Value!;
        if (FindUnfit(target, act) is { } unfit)
        {
            return unfit;
        }

        var named = await NameAsync(actor, target, act, cancellationToken);
        if (!named.IsSuccess)
        {
            return named.As<BoardResult>();
        }

        var outcome = await TryAsync(actor, target, named.Value!, decide, cancellationToken);
        return permits.MayRead(actor, target.Channel) ? outcome : WithoutTheLine(outcome);
    }

    // Who may not read the board is told what they did, and nothing of what was there.
    private static Result<BoardResult> WithoutTheLine(in Result<BoardResult> outcome)
    {
        if (outcome.Value is not { } result)
        {
            return outcome.Error is { Details.Current: not null } conflict ? conflict with { Details = conflict.Details with { Current = null } } : outcome;
        }

        var (entry, change) = (result.Line.Entry, result.Line.Entry.Change);
        var isTheirs = result.Suppressed is null && change.Op is (BoardActions.Take or BoardActions.TakeOver or BoardActions.Renew);
        var told = new BoardEntry
        {
            Holder = isTheirs ? entry.Holder : null,
            Until = isTheirs ? entry.Until : null,
            Change = result.Suppressed is null ? new BoardChange { Op = change.Op, By = change.By, For = change.For } : new BoardChange(),
        };
        return result with { Line = result.Line with { Entry = told } };
    }

    private async ValueTask<Result<BoardResult>> TryAsync(
        BoardActor actor, BoardTarget target, BoardAct act, Func<BoardActor, BoardTarget, BoardAct, BoardLine, Decision> decide, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(target, act.Line, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            if (!found.IsSuccess)
            {
                return found.As<BoardResult>();
            }

            if (found.Value!.Entry is not { } entry)
            {
                return act.Expected is null ? await MissingAsync(target, act.Line, cancellationToken) : BoardErrors.Conflict("missing", null);
            }

            var line = BoardStore.LineOf(entry);
            var decision = act.Expected is { } expected && expected != line.Position ? new Decision(BoardErrors.Conflict("changed", entry)) : decide(actor, target, act, line);
            decision = ReferenceEquals(decision.Error, ErrorCodes.Conflict) ? new Decision(BoardErrors.Conflict("held", entry)) : decision;
            if (decision.Entry is not { } changed)
            {
                return await SettleAsync(actor, target, act, line, decision, cancellationToken);
            }

            var written = await store.WriteAsync(actor, target, new BoardWrite(act.Line, changed, line.Position) { IdempotencyKey = act.IdempotencyKey, KeyScope = act.KeyScope }, cancellationToken);
            if (written.Error?.Code != ErrorCodes.Conflict.Code || attempt == MaxAttempts)
            {
                return written.IsSuccess ? await AnswerAsync(target, act.Line, written.Value!, cancellationToken) : written.As<BoardResult>();
            }

            // Somebody was faster: it is decided anew about what they left.
            found = new Found(written.Error.Details?.Current);
        }
    }

    // Nothing is to be written. Who asks a second time, under the key of what was done the first time, is answered as then.
    private async ValueTask<Result<BoardResult>> SettleAsync(BoardActor actor, BoardTarget target, BoardAct act, BoardLine line, Decision decision, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(act.IdempotencyKey))
        {
            var nowhere = line.Position with { Offset = ulong.MaxValue };
            var repeated = await store.WriteAsync(actor, target, new BoardWrite(act.Line, line.Entry, nowhere) { IdempotencyKey = act.IdempotencyKey, KeyScope = act.KeyScope }, cancellationToken);
            if (repeated.IsSuccess)
            {
                return new BoardResult(line, "idempotency");
            }

            if (repeated.Error!.Code != ErrorCodes.Conflict.Code)
            {
                return repeated.As<BoardResult>();
            }
        }

        return decision.Error is { } error ? error : new BoardResult(line, decision.Nothing);
    }

    private async ValueTask<Result<BoardResult>> AnswerAsync(BoardTarget target, string line, BoardWritten written, CancellationToken cancellationToken)
    {
        if (written.Line is { } changed)
        {
            return new BoardResult(changed, null);
        }

        var found = await store.FindAsync(target, line, cancellationToken);
        if (!found.IsSuccess)
        {
            return found.As<BoardResult>();
        }

        return found.Value!.Entry is { } entry ? new BoardResult(BoardStore.LineOf(entry), "idempotency") : BoardErrors.NoLine(line);
    }

    private async ValueTask<Result<BoardResult>> MissingAsync(BoardTarget target, string line, CancellationToken cancellationToken)
    {
        var board = await store.FindAsync(target, BoardEntry.BoardKey, cancellationToken);
        return !board.IsSuccess ? board.As<BoardResult>() : board.Value!.Entry is null ? BoardErrors.NoBoard : BoardErrors.NoLine(line);
    }

    private ErrorCode? FindUnfit(BoardTarget target, BoardAct act)
    {
        if (act.Line.Length == 0)
        {
            return InvalidField.Missing("line");
        }

        return BoardNames.FindUnfitKey("line", act.Line, settings.Current.Publishing.MaxMapKeyBytes) ?? (act.Note is { } note ? BoardNames.FindUnfitNote(note, target.Rules) : null);
    }

    // Whom it is done for: who asks, or whom that names.
    private async ValueTask<Result<BoardAct>> NameAsync(BoardActor actor, BoardTarget target, BoardAct act, CancellationToken cancellationToken)
    {
        var self = actor.IsService || actor.Principal.UserId.Length == 0 ? null : actor.Principal.UserId;
        if (act.For is null && (self is null || !act.NeedsHolder || target.Rules.Holder == BoardHolder.Principal))
        {
            return act with { For = self };
        }

        var named = act.For ?? self!;
        act = act with { For = named };
        if (target.Rules.Holder == BoardHolder.Principal)
        {
            var unfit = named.Length == 0 ? BoardErrors.NobodyNamed : UserIds.Check(named, "for");
            return unfit is not null ? unfit : actor.IsService || named == self ? act : ErrorCodes.PermissionDenied;
        }

        if ((string.IsNullOrWhiteSpace(named) ? InvalidField.Of("for", "must not be empty") : BoardNames.FindUnfitName("for", named, target.Rules)) is { } invalid)
        {
            return invalid;
        }

        if (!act.NeedsHolder)
        {
            // What somebody holds who is no longer among the persons can be freed.
            return act;
        }

        var board = await store.FindAsync(target, BoardEntry.BoardKey, cancellationToken);
        if (!board.IsSuccess)
        {
            return board.As<BoardAct>();
        }

        var persons = board.Value!.Entry is { } entry ? BoardStore.LineOf(entry).Entry.Persons : null;
        return persons is { Count: > 0 } && !persons.Contains(named, StringComparer.Ordinal)
            ? InvalidField.Of("for", $"is {BoardErrors.Quoted(named)}, who is none of the persons of this board: nothing is taken or renewed for them, and what they hold can be freed")
            : act;
    }

    private Decision Take(BoardActor actor, BoardTarget target, BoardAct act, BoardLine line)
    {
        if (act.For is not { } holder)
        {
            return new Decision(actor.IsService || target.Rules.Holder == BoardHolder.Named ? BoardErrors.NobodyNamed : ErrorCodes.PermissionDenied);
        }

        var entry = line.Entry;
        if (entry.Holder is not null && entry.Holder != holder)
        {
            if (!act.TakeOver)
            {
                return new Decision(ErrorCodes.Conflict);
            }

            if (!permits.Allows(actor, Operations.TakeOver, target.Channel))
            {
                return new Decision(ErrorCodes.PermissionDenied);
            }
        }

        var isNoted = act.Note is null || act.Note == (entry.Note ?? "");
        if (entry is { Until: null } && entry.Holder == holder && target.Rules.MaxHold is null && isNoted)
        {
            return Decision.NothingBut("held");
        }

        var taken = BoardTransitions.Take(entry, target.Rules, holder, actor.Name, BoardTime.Now(clock));
        return new Decision(act.Note is null ? taken : taken with { Note = act.Note.Length > 0 ? act.Note : null });
    }

    private Decision Free(BoardActor actor, BoardTarget target, BoardAct act, BoardLine line)
    {
        if (line.Entry.Holder is not { } holder)
        {
            return Decision.NothingBut("free");
        }

        if (holder != act.For && !act.MayFreeAny)
        {
            return new Decision(ErrorCodes.PermissionDenied);
        }

        var freed = BoardTransitions.Free(line.Entry, actor.Name, null, BoardTime.Now(clock));
        freed = act.For is null || (target.Rules.Holder == BoardHolder.Principal && !actor.IsService) ? freed : freed with { Change = freed.Change with { For = act.For } };
        return new Decision(act.Note is null ? freed : freed with { Note = act.Note.Length > 0 ? act.Note : null });
    }

    private static Decision Note(BoardActor actor, BoardTarget target, BoardAct act, BoardLine line)
    {
        if (act.Note is not { } note)
        {
            return new Decision(InvalidField.Missing("note"));
        }

        return note == (line.Entry.Note ?? "") ? Decision.NothingBut("same") : new Decision(BoardTransitions.Note(line.Entry, actor.Name, note));
    }

    /// <summary>What is to become of a line: another entry, nothing, or an error.</summary>
    private sealed record Decision(BoardEntry? Entry, string? Nothing, ErrorCode? Error)
    {
        public Decision(BoardEntry entry)
            : this(entry, null, null)
        {
        }

        public Decision(ErrorCode error)
            : this(null, null, error)
        {
        }

        public static Decision NothingBut(string why) => new(null, why, null);
    }
}

/// <summary>What somebody wants to do with a line.</summary>
/// <param name="Channel">The board's channel.</param>
/// <param name="Line">The line's key.</param>
internal sealed record BoardAct(string Channel, string Line)
{
    /// <inheritdoc cref="BoardLineOptions.For"/>
    public string? For { get; init; }

    /// <inheritdoc cref="BoardLineOptions.Note"/>
    public string? Note { get; init; }

    /// <inheritdoc cref="BoardLineOptions.TakeOver"/>
    public bool TakeOver { get; init; }

    /// <inheritdoc cref="BoardLineOptions.Expected"/>
    public Position? Expected { get; init; }

    /// <inheritdoc cref="BoardLineOptions.IdempotencyKey"/>
    public string? IdempotencyKey { get; init; }

    /// <summary>What is done.</summary>
    public Operations Operation { get; init; }

    /// <summary>What the key holds for: the same done with the same line.</summary>
    public string? KeyScope => string.IsNullOrEmpty(IdempotencyKey) ? null : IdempotencyKeys.ScopeOf($"{Operation}", Line);

    /// <summary>Whether it has to be somebody who may hold lines, for whom it is done.</summary>
    public bool NeedsHolder { get; init; }

    /// <summary>Whether it may free what others hold.</summary>
    public bool MayFreeAny { get; init; }

    /// <summary>Makes one of options.</summary>
    public static BoardAct Of(string channel, string line, BoardLineOptions? options) => new(channel, line)
    {
        For = options?.For,
        Note = options?.Note,
        TakeOver = options?.TakeOver ?? false,
        Expected = options?.Expected,
        IdempotencyKey = options?.IdempotencyKey,
    };
}
