using Switchboard.Configuration;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Boards;

/// <summary>Creates, changes and deletes boards.</summary>
/// <remarks>Everything is checked before anything is written. Then each line is a change of its own: who gives up in between creates again, which goes on where it ended.</remarks>
internal sealed class BoardManager(BoardPermits permits, BoardStore store, BoardRegistry registry, SettingsHolder settings, Clock clock)
{
    // Writes that wait share a commit.
    private const int AtOnce = 256;

    /// <summary>Creates a board, or adds what it does not have yet.</summary>
    public async ValueTask<Result<BoardChanges>> CreateAsync(BoardActor actor, string channel, BoardDefinition board, CancellationToken cancellationToken)
    {
        var permit = permits.Authorize(actor, Operations.BoardManage, channel);
        if (!permit.IsSuccess)
        {
            return permit.As<BoardChanges>();
        }

        var target = permit.Value!;
        var lines = ReadLines(target, board);
        if (!lines.IsSuccess)
        {
            return lines.As<BoardChanges>();
        }

        var known = await store.ReadAllAsync(target, cancellationToken);
        if (!known.IsSuccess)
        {
            return known.As<BoardChanges>();
        }

        var plan = new BoardPlan(actor.Name, BoardTime.Now(clock), known.Value!);
        var unfit = FindUnfit(target, board.Title, board.Persons) ?? plan.Head(board.Title, board.Persons, mayCreate: true);
        foreach (var (key, name) in lines.Value!)
        {
            plan.Set(key, name);
        }

        return unfit is not null
            ? unfit
            : await CarryOutAsync(actor, target, plan, board.Replace ? plan.RemoveAllBut(lines.Value, board.Force) : null, cancellationToken);
    }

    /// <summary>Changes a board.</summary>
    public async ValueTask<Result<BoardChanges>> ChangeAsync(BoardActor actor, string channel, BoardModification change, CancellationToken cancellationToken)
    {
        var permit = permits.Authorize(actor, Operations.BoardManage, channel);
        if (!permit.IsSuccess)
        {
            return permit.As<BoardChanges>();
        }

        var target = permit.Value!;
        var maxKeyBytes = settings.Current.Publishing.MaxMapKeyBytes;
        var added = BoardLines.Check("add", BoardLines.Place(change.Add), target.Rules, maxKeyBytes);
        var renamed = BoardLines.Check("rename", BoardLines.Place(change.Rename), target.Rules, maxKeyBytes);
        if ((added.Error ?? renamed.Error ?? BoardLines.FindTwice(change) ?? FindUnfit(target, change.Title, change.Persons)) is { } unfit)
        {
            return unfit;
        }

        var known = await store.ReadAllAsync(target, cancellationToken);
        if (!known.IsSuccess)
        {
            return known.As<BoardChanges>();
        }

        var plan = new BoardPlan(actor.Name, BoardTime.Now(clock), known.Value!);
        var refused = plan.Head(change.Title, change.Persons, mayCreate: false)
            ?? plan.Rename(renamed.Value!)
            ?? plan.Remove(change.Remove ?? [], change.Force);
        foreach (var (key, name) in added.Value!)
        {
            plan.Add(key, name);
        }

        return await CarryOutAsync(actor, target, plan, refused, cancellationToken);
    }

    /// <summary>Deletes a board. Its history stays.</summary>
    public async ValueTask<Result<BoardChanges>> DeleteAsync(BoardActor actor, string channel, bool force, CancellationToken cancellationToken)
    {
        var permit = permits.Authorize(actor, Operations.BoardManage, channel);
        if (!permit.IsSuccess)
        {
            return permit.As<BoardChanges>();
        }

        var target = permit.Value!;
        var known = await store.ReadAllAsync(target, cancellationToken);
        if (!known.IsSuccess)
        {
            return known.As<BoardChanges>();
        }

        var plan = new BoardPlan(actor.Name, BoardTime.Now(clock), known.Value!);
        var outcome = await CarryOutAsync(actor, target, plan, plan.HasBoard ? plan.RemoveAllBut([], force) : BoardErrors.NoBoard, cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome;
        }

        // The board itself goes last, and then its place in the list: who is interrupted deletes again.
        var head = await store.WriteAsync(actor, target, plan.RemovalOfBoard(), cancellationToken);
        if (!head.IsSuccess)
        {
            return head.As<BoardChanges>();
        }

        var forgotten = await registry.RemoveAsync(channel, cancellationToken);
        return forgotten is null ? outcome : forgotten;
    }

    private Result<Dictionary<string, BoardLineName>> ReadLines(BoardTarget target, BoardDefinition board)
    {
        if (board is { Csv.Length: > 0, Lines.Count: > 0 })
        {
            return InvalidField.Of("csv or lines", "is needed, and one alone");
        }

        var maxKeyBytes = settings.Current.Publishing.MaxMapKeyBytes;
        if (string.IsNullOrEmpty(board.Csv))
        {
            return BoardLines.Check("lines", BoardLines.Place(board.Lines), target.Rules, maxKeyBytes);
        }

        var read = BoardCsv.Read(board.Csv, target.Rules, target.Rules.MaxLines);
        return read.IsSuccess ? BoardLines.Check("csv", read.Value!, target.Rules, maxKeyBytes) : read.As<Dictionary<string, BoardLineName>>();
    }

    private static ErrorCode? FindUnfit(BoardTarget target, string? title, IReadOnlyList<string>? persons)
    {
        if (title is not null && BoardNames.FindUnfitName("title", title, target.Rules) is { } unfit)
        {
            return unfit;
        }

        if (persons?.Count > target.Rules.MaxPersons)
        {
            var tooMany = InvalidField.Of("persons", $"has {persons.Count} names, and may have {target.Rules.MaxPersons} (boardMaxPersons)");
            return tooMany with { Details = tooMany.Details! with { Limit = target.Rules.MaxPersons } };
        }

        for (var i = 0; i < persons?.Count; i++)
        {
            if ((string.IsNullOrWhiteSpace(persons[i]) ? InvalidField.Missing($"persons[{i}]") : BoardNames.FindUnfitName($"persons[{i}]", persons[i], target.Rules)) is { } invalid)
            {
                return invalid;
            }
        }

        return null;
    }

    private async ValueTask<Result<BoardChanges>> CarryOutAsync(BoardActor actor, BoardTarget target, BoardPlan plan, ErrorCode? refusal, CancellationToken cancellationToken)
    {
        if (refusal is not null)
        {
            return refusal;
        }

        if (plan.Lines > target.Rules.MaxLines)
        {
            return BoardErrors.TooManyLines(plan.Lines, target.Rules.MaxLines);
        }

        // Before its first line: what is in the list and has no line yet is passed over, and what has lines is in the list.
        if (await registry.AddAsync(target.Channel, cancellationToken) is { } unlisted)
        {
            return unlisted;
        }

        foreach (var portion in plan.Writes.Chunk(AtOnce))
        {
            var outcomes = await Task.WhenAll(portion.Select(write => WriteAsync(actor, target, write, cancellationToken)));
            if (outcomes.FirstOrDefault(static error => error is not null) is { } error)
            {
                return error;
            }
        }

        return plan.Changes;
    }

    // A line that somebody takes meanwhile is looked at again, so that its hold goes on.
    private async Task<ErrorCode?> WriteAsync(BoardActor actor, BoardTarget target, BoardPlanned planned, CancellationToken cancellationToken)
    {
        var write = planned.Write;
        while (true)
        {
            var written = await store.WriteAsync(actor, target, write, cancellationToken);
            if (written.Error?.Code != ErrorCodes.Conflict.Code)
            {
                return written.Error;
            }

            if (written.Error.Details?.Current is not { } current)
            {
                // Somebody else removed it, which is no less than was wanted; or it is to be added, and somebody else did.
                return null;
            }

            if (BoardPlan.Again(planned, BoardStore.LineOf(current), out var refusal) is not { } again)
            {
                return refusal;
            }

            write = again;
        }
    }
}
