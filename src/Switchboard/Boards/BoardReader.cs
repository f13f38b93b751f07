using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.History;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Boards;

/// <summary>Lists boards, and reads their changes.</summary>
internal sealed class BoardReader(BoardPermits permits, BoardStore store, BoardRegistry registry, HistoryReader history, SettingsHolder settings)
{
    private const int MaxLimit = 1000;
    private const int DefaultLimit = 100;

    // What one call looks at, whatever it finds.
    private const int MaxScanned = 5000;
    private const int ScannedAtOnce = 500;

    // How far the clocks of servers may have gone back.
    private static readonly TimeSpan _clockSkew = TimeSpan.FromDays(1);

    /// <summary>Lists the boards that somebody may follow; to services, all that they are not kept from.</summary>
    public async ValueTask<Result<BoardList>> ListAsync(BoardActor actor, string? cursor, int limit, CancellationToken cancellationToken)
    {
        if (LimitOf(limit) is not { } most)
        {
            return BadLimit;
        }

        var page = await registry.ListAsync(cursor, most, cancellationToken);
        if (!page.IsSuccess)
        {
            return page.As<BoardList>();
        }

        var boards = new List<BoardInfo>();
        foreach (var channel in page.Value!.Channels)
        {
            if (FindListed(actor, channel) is not { } target)
            {
                continue;
            }

            var board = await DescribeAsync(target, cancellationToken);
            if (!board.IsSuccess)
            {
                return board.As<BoardList>();
            }

            if (board.Value!.Info is { } info)
            {
                boards.Add(info);
            }
        }

        return new BoardList(boards, page.Value.Cursor);
    }

    /// <summary>Reads a page of the changes of a board.</summary>
    public async ValueTask<Result<BoardHistoryPage>> ReadAsync(BoardActor actor, string channel, BoardHistoryOptions options, CancellationToken cancellationToken)
    {
        var permit = permits.Authorize(actor, Operations.BoardHistory, channel);
        if (!permit.IsSuccess)
        {
            return permit.As<BoardHistoryPage>();
        }

        if (LimitOf(options.Limit) is not { } limit)
        {
            return BadLimit;
        }

        if (!string.IsNullOrEmpty(options.Op) && !BoardActions.All.Contains(options.Op, StringComparer.Ordinal))
        {
            return InvalidField.Of("op", $"must be one of {string.Join(", ", BoardActions.All)}");
        }

        if (!BoardCursor.TryRead(options.Cursor, out var since))
        {
            return InvalidField.Of("cursor", "must be one that a page has answered with");
        }

        return await ScanAsync(permit.Value!, options, limit, since, cancellationToken);
    }

    private static ErrorCode BadLimit { get; } = InvalidField.Of("limit", $"must be from 1 to {MaxLimit}, or 0 for {DefaultLimit}; what is left is asked for by the cursor") with
    {
        Details = new ErrorDetails { Field = "limit", Limit = MaxLimit },
    };

    private static int? LimitOf(int asked) => asked switch
    {
        0 => DefaultLimit,
        < 0 or > MaxLimit => null,
        _ => asked,
    };

    private async ValueTask<Result<BoardHistoryPage>> ScanAsync(BoardTarget target, BoardHistoryOptions options, int limit, Position? since, CancellationToken cancellationToken)
    {
        var found = new List<BoardLine>();
        var at = since?.Offset;
        var bytes = settings.Current.Limits.ReplyBytes;
        for (var scanned = 0; scanned < MaxScanned;)
        {
            var read = new StreamRead { Since = at, Limit = ScannedAtOnce, MaxBytes = bytes, Reverse = !options.OldestFirst };
            var slice = await history.ReadStreamAsync(target.Channel, target.Space, read, cancellationToken);
            if (!slice.IsSuccess)
            {
                return HistoryReader.Passing(slice.Error!);
            }

            var (changes, top) = (slice.Value!.Publications, slice.Value.Top);
            if (top.Offset == 0)
            {
                // One that was deleted has its history.
                return BoardErrors.NoBoard;
            }

            if (since is { } known && known.Epoch != top.Epoch)
            {
                return ErrorCodes.UnrecoverablePosition;
            }

            foreach (var change in changes)
            {
                if (IsBehindTheEnd(change, options))
                {
                    return new BoardHistoryPage(found, null);
                }

                at = change.Offset;
                scanned++;
                if (BoardFilter.Matches(change, options) is not { } line)
                {
                    continue;
                }

                found.Add(line);
                bytes -= change.ApproximateBytes;
                if (found.Count == limit || bytes <= 0)
                {
                    return new BoardHistoryPage(found, BoardCursor.Write(top with { Offset = change.Offset }));
                }
            }

            if (changes.Count == 0)
            {
                return new BoardHistoryPage(found, null);
            }

            since = top with { Offset = at!.Value };
        }

        return new BoardHistoryPage(found, BoardCursor.Write(since!.Value));
    }

    // Services govern boards without following them.
    private BoardTarget? FindListed(BoardActor actor, string channel)
    {
        if (!actor.IsService)
        {
            return permits.Authorize(actor, Operations.Subscribe, channel).Value;
        }

        return settings.Current.Namespaces.TryResolve(channel, out var space) && space.Board is not null && PermissionPolicy.IsInScope(actor.Principal, channel)
            ? new BoardTarget(channel, space)
            : null;
    }

    private static bool IsBehindTheEnd(Publication change, BoardHistoryOptions options)
        => options.OldestFirst ? options.Until is { } until && change.Time > until + _clockSkew : options.From is { } from && change.Time < from - _clockSkew;

    private async ValueTask<Result<Described>> DescribeAsync(BoardTarget target, CancellationToken cancellationToken)
    {
        var board = await store.FindAsync(target, BoardEntry.BoardKey, cancellationToken);
        if (!board.IsSuccess)
        {
            return board.As<Described>();
        }

        if (board.Value!.Entry is not { } entry)
        {
            // Its creation, or its deletion, was interrupted.
            return new Described(null);
        }

        var count = await store.CountAsync(target, cancellationToken);
        var head = BoardStore.LineOf(entry).Entry;
        return count.IsSuccess ? new Described(new BoardInfo(target.Channel, head.Title ?? "", count.Value) { Persons = head.Persons ?? [] }) : count.As<Described>();
    }

    private sealed record Described(BoardInfo? Info);
}
