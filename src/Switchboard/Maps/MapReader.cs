using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.History;
using Switchboard.Results;

namespace Switchboard.Maps;

/// <summary>Reads map channels: their entries, and the changes that made them.</summary>
internal sealed class MapReader(IMapStore maps, HistoryReader history)
{
    /// <summary>Reads a page of entries.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="read">Which part. <see cref="MapRead.IsOrdered"/> is the namespace's; entries that nobody can be sent are left out.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public async ValueTask<Result<MapPage>> ReadEntriesAsync(string channel, NamespaceSettings space, MapRead read, CancellationToken cancellationToken)
    {
        try
        {
            var ordered = space.Map!.Ordered;
            var page = await maps.ReadEntriesAsync(channel, space.Retention, read with { IsOrdered = ordered, IsDescending = ordered && read.IsDescending }, cancellationToken);
            return page with { Entries = history.WithoutDeep(channel, page.Entries) };
        }
        catch (SwitchboardException answer)
        {
            return HistoryReader.Passing(answer.Error);
        }
    }

    /// <summary>Reads a page of entries behind a cursor. Refused with 112 where that is of another epoch, or order.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="read">Which part; its cursor is passed over.</param>
    /// <param name="cursor">Where the page before ended; empty for the first.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public async ValueTask<Result<MapStatePage>> ReadPageAsync(string channel, NamespaceSettings space, MapRead read, string cursor, CancellationToken cancellationToken)
    {
        if (!MapCursors.TryRead(cursor, out var known, out var after, out var epoch))
        {
            return MapCursors.Unknown;
        }

        var order = !space.Map!.Ordered ? MapOrder.ByKey : read.IsDescending ? MapOrder.HighestFirst : MapOrder.LowestFirst;
        var page = await ReadEntriesAsync(channel, space, read with { After = after }, cancellationToken);
        if (!page.IsSuccess)
        {
            return page.As<MapStatePage>();
        }

        var (entries, top, next) = page.Value!;
        return after is null || (known == order && epoch == top.Epoch) ? new MapStatePage(entries, top, MapCursors.Write(next, order, top.Epoch)) : ErrorCodes.UnrecoverablePosition;
    }

    /// <summary>Reads the changes behind a position, oldest first. Refused with 112 where some of them are no longer there.</summary>
    public async ValueTask<Result<StreamSlice>> ReadChangesAsync(
        string channel, NamespaceSettings space, Position since, int limit, int maxBytes, CancellationToken cancellationToken)
    {
        var read = new StreamRead { Since = since.Offset, Limit = limit, MaxBytes = maxBytes };
        var slice = await history.ReadStreamAsync(channel, space, read, cancellationToken);
        if (!slice.IsSuccess)
        {
            return HistoryReader.Passing(slice.Error!);
        }

        var (changes, top) = (slice.Value!.Publications, slice.Value.Top);
        var isSame = since.Epoch == top.Epoch && since.Offset <= top.Offset;
        var follows = changes.Count == 0 ? since.Offset == top.Offset : changes[0].Offset == since.Offset + 1;
        return isSame && follows && !HistoryReader.IsTooFar(space, since, top) ? slice : ErrorCodes.UnrecoverablePosition;
    }

    /// <summary>Reads a page of changes for somebody who asks for them: it ends where there is room for no more.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="read">Which part.</param>
    /// <param name="epoch">The epoch that the reader knows; empty where it does not say.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public async ValueTask<Result<StreamSlice>> ReadStreamAsync(string channel, NamespaceSettings space, StreamRead read, string epoch, CancellationToken cancellationToken)
    {
        var slice = await history.ReadStreamAsync(channel, space, read, cancellationToken);
        if (!slice.IsSuccess)
        {
            return HistoryReader.Passing(slice.Error!);
        }

        return epoch.Length > 0 && epoch != slice.Value!.Top.Epoch
            ? ErrorCodes.UnrecoverablePosition
            : slice.Value! with { Publications = history.WithoutDeep(channel, slice.Value.Publications) };
    }

    /// <summary>Counts the entries of a channel.</summary>
    public async ValueTask<Result<long>> CountAsync(string channel, CancellationToken cancellationToken)
    {
        try
        {
            return await maps.CountEntriesAsync(channel, cancellationToken);
        }
        catch (SwitchboardException answer)
        {
            return HistoryReader.Passing(answer.Error);
        }
    }

    /// <summary>Forgets a channel's entries and changes.</summary>
    public async ValueTask<Result<Unit>> ClearAsync(string channel, CancellationToken cancellationToken)
    {
        try
        {
            await maps.ClearAsync(channel, cancellationToken);
            return default(Unit);
        }
        catch (SwitchboardException answer)
        {
            return HistoryReader.Passing(answer.Error);
        }
    }
}
