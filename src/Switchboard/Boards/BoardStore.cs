using Switchboard.Channels;
using Switchboard.Extensibility;
using Switchboard.History;
using Switchboard.Results;

namespace Switchboard.Boards;

/// <summary>Reads and changes the entries of boards. What changes one goes the way of every publication.</summary>
internal sealed class BoardStore(IMapStore maps, PublishPipeline pipeline, BoardAlarm alarm)
{
    private const int PageEntries = 1000;
    private const int PageBytes = 4_194_304;

    /// <summary>Reads an entry; null where there is none.</summary>
    public async ValueTask<Result<Found>> FindAsync(BoardTarget target, string line, CancellationToken cancellationToken)
    {
        var page = await ReadAsync(target, new MapRead { Key = line, Limit = 1 }, cancellationToken);
        return page.IsSuccess ? new Found(page.Value!.Entries is [var entry, ..] ? entry : null) : page.As<Found>();
    }

    /// <summary>Reads all entries by their keys, the board itself among them.</summary>
    public async ValueTask<Result<Dictionary<string, BoardLine>>> ReadAllAsync(BoardTarget target, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, BoardLine>(StringComparer.Ordinal);
        MapCursor? after = null;
        do
        {
            var page = await ReadAsync(target, new MapRead { After = after, Limit = PageEntries, MaxBytes = PageBytes }, cancellationToken);
            if (!page.IsSuccess)
            {
                return page.As<Dictionary<string, BoardLine>>();
            }

            foreach (var entry in page.Value!.Entries)
            {
                all[entry.Key!] = LineOf(entry);
            }

            after = page.Value.Next;
        }
        while (after is not null);
        return all;
    }

    /// <summary>Reads the lines whose deadlines come first. The score of an entry is when something is to be done about it, and 0 where nothing is.</summary>
    /// <param name="target">The board.</param>
    /// <param name="after">Where the page before ended; null for the beginning.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public ValueTask<Result<MapPage>> ReadNextDueAsync(BoardTarget target, MapCursor? after, int limit, CancellationToken cancellationToken)
        => ReadAsync(target, new MapRead { IsOrdered = true, After = after ?? new MapCursor(1, ""), Limit = limit, MaxBytes = PageBytes }, cancellationToken);

    /// <summary>Counts the lines of a board.</summary>
    public async ValueTask<Result<long>> CountAsync(BoardTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return Math.Max(0, await maps.CountEntriesAsync(target.Channel, cancellationToken) - 1);
        }
        catch (SwitchboardException answer)
        {
            return HistoryReader.Passing(answer.Error);
        }
    }

    /// <summary>Sets or removes an entry.</summary>
    public async ValueTask<Result<BoardWritten>> WriteAsync(BoardActor actor, BoardTarget target, BoardWrite write, CancellationToken cancellationToken)
    {
        var deadline = BoardDeadlines.Of(write.Entry, target.Rules)?.ToUnixTimeMilliseconds() ?? 0;
        var json = write.Entry.ToJson();
        var request = new PublicationRequest(target.Channel, target.Space, write.IsRemoval ? default : json)
        {
            IsCheckedJson = true,
            Publisher = actor.InfoIn(target.Channel),
            Connection = actor.Connection,
            KeyOwner = actor.Connection?.Principal,
            Tags = write.IsRemoval ? RemovalTags(json) : null,
            HasOwnTags = true,
            IdempotencyKey = string.IsNullOrEmpty(write.IdempotencyKey) ? null : write.IdempotencyKey,
            KeyScope = write.KeyScope,
            Entry = new EntryChange(write.Line) { IsRemoval = write.IsRemoval, Expected = write.Expected, Score = write.IsRemoval ? 0 : deadline },
            Trace = new PublicationTrace(),
        };
        var outcome = await pipeline.PublishAsync(request, cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.As<BoardWritten>();
        }

        if (deadline > 0 && !write.IsRemoval)
        {
            alarm.Set(target.Channel, deadline);
        }

        // Without a trace it was done before, under the same idempotency key.
        return new BoardWritten(request.Trace.Delivered is { } delivered ? new BoardLine(write.Line, write.Entry, outcome.Value, delivered.Time) { IsRemoved = write.IsRemoval } : null);
    }

    /// <summary>Leaves an entry as it is, but with nothing to be done about it.</summary>
    /// <returns>Why not; null where that is so now.</returns>
    public async ValueTask<ErrorCode?> ClearDeadlineAsync(BoardTarget target, Publication entry, CancellationToken cancellationToken)
    {
        var request = new PublicationRequest(target.Channel, target.Space, entry.Data)
        {
            IsCheckedJson = entry.IsJson,
            Tags = entry.Tags,
            HasOwnTags = true,
            Entry = new EntryChange(entry.Key!) { Expected = new Position(entry.Offset, entry.Epoch) },
        };
        return (await pipeline.PublishAsync(request, cancellationToken)).Error;
    }

    /// <summary>A line as an entry has it. What the hub did not write has no names.</summary>
    public static BoardLine LineOf(Publication entry)
        => BoardLine.Read(entry) ?? new BoardLine(entry.Key ?? "", new BoardEntry(), new Position(entry.Offset, entry.Epoch), entry.Time) { IsRemoved = entry.IsRemoval };

    private async ValueTask<Result<MapPage>> ReadAsync(BoardTarget target, MapRead read, CancellationToken cancellationToken)
    {
        try
        {
            return await maps.ReadEntriesAsync(target.Channel, target.Space.Retention, read, cancellationToken);
        }
        catch (SwitchboardException answer)
        {
            return HistoryReader.Passing(answer.Error);
        }
    }

    private static Dictionary<string, string> RemovalTags(byte[] json)
        => new(StringComparer.Ordinal) { [BoardEntry.RemovalTag] = System.Text.Encoding.UTF8.GetString(json) };
}

/// <summary>An entry that was looked for.</summary>
/// <param name="Entry">The entry; null where there is none.</param>
internal sealed record Found(Publication? Entry);

/// <summary>A change of an entry.</summary>
/// <param name="Line">Its key.</param>
/// <param name="Entry">What it is to be; for a removal, what is told of it.</param>
/// <param name="Expected">The position that it must have; offset 0 where it must not be there.</param>
internal sealed record BoardWrite(string Line, BoardEntry Entry, Position Expected)
{
    /// <summary>Whether it is removed.</summary>
    public bool IsRemoval { get; init; }

    /// <summary>A key that makes a repeated change have no effect; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What the key holds for.</summary>
    public string? KeyScope { get; init; }
}

/// <summary>A change that was made.</summary>
/// <param name="Line">The line as it is now; null where the change was made before.</param>
internal sealed record BoardWritten(BoardLine? Line);
