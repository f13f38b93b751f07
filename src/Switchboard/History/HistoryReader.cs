using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Extensibility;
using Switchboard.Json;
using Switchboard.Results;

namespace Switchboard.History;

/// <summary>Reads channels' pasts: for subscriptions that begin, and for those who ask.</summary>
internal sealed class HistoryReader(IStreamStore store, IWholeStore wholes, WholeMaps maps, SettingsHolder settings, SkippedPublications skipped, HubMetrics metrics)
{
    /// <summary>Decides where a subscription starts. Recovery is whole or refused.</summary>
    public async ValueTask<Result<Recovery>> BeginAsync(SubscriptionRequest request, CancellationToken cancellationToken)
    {
        if (!request.Namespace.HasPositions || !(request.IsPositioned || request.RecoverSince is not null))
        {
            return Recovery.None;
        }

        try
        {
            return request is { IsServerSide: true, IsCatchingUp: false, Namespace.Map.ExternalState: false }
                ? await LocateInMapAsync(request, cancellationToken)
                : await LocateAsync(request, cancellationToken);
        }
        catch (SwitchboardException answer)
        {
            return Passing(answer.Error);
        }
    }

    /// <summary>What a store refuses, as clients are told of it that follow a channel or mean to.</summary>
    /// <remarks>
    /// A store that is damaged is no passing failure, but it will be mended: an answer that is final would make clients give up a
    /// connection or subscription for good, where others only make them wait longer from one attempt to the next.
    /// </remarks>
    public static ErrorCode Passing(ErrorCode error) => error.Code == ErrorCodes.NotAvailable.Code ? error with { Temporary = true } : error;

    /// <summary>Reads a page of history.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="read">Which part. A page ends early at <see cref="StreamRead.MaxBytes"/>; it is empty only where there is nothing more.</param>
    /// <param name="epoch">The epoch that the client knows; null or empty where it does not say.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    public async ValueTask<Result<StreamSlice>> ReadPageAsync(
        string channel, NamespaceSettings space, StreamRead read, string? epoch, CancellationToken cancellationToken)
    {
        var page = settings.Current.Limits.HistoryPage;
        read = read with { Limit = read.Limit < 0 ? page : Math.Min(read.Limit, page) };
        try
        {
            if (space.Mutable is not null && read is { Since: null, Limit: > 0 })
            {
                return await ReadWholesAsync(channel, space, read, epoch, cancellationToken);
            }

            while (true)
            {
                var slice = await store.ReadAsync(channel, space.Retention, read, cancellationToken);
                if (!string.IsNullOrEmpty(epoch) && epoch != slice.Top.Epoch)
                {
                    return ErrorCodes.UnrecoverablePosition;
                }

                var publications = WithoutDeep(channel, slice.Publications);
                if (publications.Count > 0 || slice.Publications.Count == 0)
                {
                    return slice with { Publications = publications };
                }

                read = read with { Since = slice.Publications[^1].Offset };
            }
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }

    /// <summary>Reads a part of a stream as it is, and leaves nothing out.</summary>
    public async ValueTask<Result<StreamSlice>> ReadStreamAsync(string channel, NamespaceSettings space, StreamRead read, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ReadAsync(channel, space.Retention, read, cancellationToken);
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }

    /// <summary>The stream's newest position; null where it cannot be told at present.</summary>
    public async ValueTask<Position?> TopAsync(string channel, NamespaceSettings space, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.ReadAsync(channel, space.Retention, new StreamRead { Limit = 0 }, cancellationToken)).Top;
        }
        catch (SwitchboardException)
        {
            return null;
        }
    }

    private async ValueTask<Result<Recovery>> LocateAsync(SubscriptionRequest request, CancellationToken cancellationToken)
    {
        if (!(request.IsRecoverable || request.IsCatchingUp) || request.RecoverSince is not { } since)
        {
            if (request.Namespace.Mutable is not null)
            {
                return await BeginWithWholesAsync(request, cancellationToken);
            }

            var top = await ReadAsync(request, new StreamRead { Limit = 0 }, cancellationToken);
            return new Recovery(top.Top) { WasRecovering = request.RecoverSince is not null };
        }

        if (request.IsCatchingUp)
        {
            var whole = await RecoverAllAsync(request, since, cancellationToken);
            return whole.Recovered ? whole with { Missed = WithoutDeep(request.Channel, whole.Missed) } : ErrorCodes.UnrecoverablePosition;
        }

        var recovery = request.Namespace.Recovery == RecoveryMode.Cache
            ? await RecoverNewestAsync(request, since, cancellationToken)
            : await RecoverAllAsync(request, since, cancellationToken);
        metrics.Recovery(recovery.Recovered);
        if (!recovery.Recovered && request.Namespace.Mutable is not null && !request.RejectUnrecovered)
        {
            return await BeginWithWholesAsync(request, cancellationToken);
        }

        return recovery with { Missed = WithoutDeep(request.Channel, recovery.Missed) };
    }

    /// <summary>In a mutable channel, who does not go on from where it was is sent its publications as they are, without the changes that made them so.</summary>
    private async ValueTask<Recovery> BeginWithWholesAsync(SubscriptionRequest request, CancellationToken cancellationToken)
    {
        var limits = settings.Current.Limits;
        var room = (int)Math.Max(1, Math.Min(limits.ReplyBytes, request.RoomInReply ?? limits.ReplyBytes));
        var read = new WholeRead { Limit = Math.Max(1, limits.RecoveredPublications), MaxBytes = room };
        var slice = await wholes.ReadWholesAsync(request.Channel, request.Namespace.Retention, read, cancellationToken);
        return new Recovery(slice.Top) { Missed = WithoutDeep(request.Channel, slice.Publications), WasRecovering = request.RecoverSince is not null };
    }

    private async ValueTask<Result<StreamSlice>> ReadWholesAsync(
        string channel, NamespaceSettings space, StreamRead read, string? epoch, CancellationToken cancellationToken)
    {
        var slice = await wholes.ReadWholesAsync(channel, space.Retention, new WholeRead { Limit = read.Limit, MaxBytes = read.MaxBytes }, cancellationToken);
        if (!string.IsNullOrEmpty(epoch) && epoch != slice.Top.Epoch)
        {
            return ErrorCodes.UnrecoverablePosition;
        }

        var publications = WithoutDeep(channel, slice.Publications);
        return slice with { Publications = read.Reverse ? [.. publications.Reverse()] : publications };
    }

    /// <summary>In a map, who does not go on from where it was is sent everything.</summary>
    private async ValueTask<Result<Recovery>> LocateInMapAsync(SubscriptionRequest request, CancellationToken cancellationToken)
    {
        if (request is { IsRecoverable: true, RecoverSince: { } since })
        {
            var recovery = await RecoverAllAsync(request, since, cancellationToken);
            metrics.Recovery(recovery.Recovered);
            if (recovery.Recovered)
            {
                return recovery with { Missed = WithoutDeep(request.Channel, recovery.Missed) };
            }
        }

        var whole = await maps.ReadAsync(request, cancellationToken);
        return whole.IsSuccess
            ? new Recovery(whole.Value!.Top) { Missed = WithoutDeep(request.Channel, whole.Value.Entries), WasRecovering = request.RecoverSince is not null }
            : whole.As<Recovery>();
    }

    private async ValueTask<Recovery> RecoverAllAsync(SubscriptionRequest request, Position since, CancellationToken cancellationToken)
    {
        var limits = settings.Current.Limits;
        var read = new StreamRead { Since = since.Offset, Limit = limits.RecoveredPublications, MaxBytes = limits.ReplyBytes };
        var slice = await ReadAsync(request, read, cancellationToken);

        // No epoch and offset 0 is the place before the first publication of whatever stream there is.
        var isSameStream = since.Epoch == slice.Top.Epoch || (since.Epoch.Length == 0 && since.Offset == 0);
        var isWhole = isSameStream && since.Offset <= slice.Top.Offset && (ulong)slice.Publications.Count == slice.Top.Offset - since.Offset;
        isWhole = isWhole && !IsTooFar(request.Namespace, since, slice.Top);
        isWhole = isWhole && (request.RoomInReply is not { } room || slice.Publications.Sum(static publication => (long)publication.ApproximateBytes) <= room);
        return isWhole ? Recovery.Of(slice, since) : new Recovery(slice.Top) { WasRecovering = true };
    }

    /// <summary>Whether a client is so far behind in a board that it is sent everything anew: the changes are there, as its audit, but may be many.</summary>
    public static bool IsTooFar(NamespaceSettings space, Position since, Position top)
        => space.Board is { } board && top.Offset > since.Offset && top.Offset - since.Offset > (ulong)board.RecoverableChanges;

    private async ValueTask<Recovery> RecoverNewestAsync(SubscriptionRequest request, Position since, CancellationToken cancellationToken)
    {
        var slice = await ReadAsync(request, new StreamRead { Limit = 1, Reverse = true }, cancellationToken);
        if (since == slice.Top && slice.Top.Offset > 0)
        {
            return Recovery.Of(slice with { Publications = [] }, since);
        }

        return slice.Publications.Count > 0 ? Recovery.Of(slice, since) : new Recovery(slice.Top) { WasRecovering = true };
    }

    /// <summary>Leaves out what is nested deeper than is accepted now: there are clients that lose their connection over it.</summary>
    public IReadOnlyList<Publication> WithoutDeep(string channel, IReadOnlyList<Publication> publications)
    {
        var limit = settings.Current.Limits.PayloadDepth;
        if (!publications.Any(publication => JsonDepth.Exceeds(publication, limit)))
        {
            return publications;
        }

        Publication[] kept = [.. publications.Where(publication => !JsonDepth.Exceeds(publication, limit))];
        skipped.TooDeep(channel, publications.Count - kept.Length);
        return kept;
    }

    private ValueTask<StreamSlice> ReadAsync(SubscriptionRequest request, StreamRead read, CancellationToken cancellationToken)
        => store.ReadAsync(request.Channel, request.Namespace.Retention, read, cancellationToken);
}

/// <summary>Where a subscription starts, and what it missed.</summary>
/// <param name="Top">The stream's position; epoch empty where there is none.</param>
internal sealed record Recovery(Position Top)
{
    /// <summary>A start without a position.</summary>
    public static Recovery None { get; } = new(new Position(0, ""));

    /// <summary>Where the client is before it takes in what it missed: each publication moves it on.</summary>
    public Position Start { get; private init; } = Top;

    /// <summary>Every publication missed, oldest first; empty when that cannot be had whole.</summary>
    public IReadOnlyList<Publication> Missed { get; init; } = [];

    /// <summary>Whether the client asked for what it missed.</summary>
    public bool WasRecovering { get; init; }

    /// <summary>Whether <see cref="Missed"/> is everything.</summary>
    public bool Recovered { get; private init; }

    /// <summary>Everything missed since a position that the client has.</summary>
    public static Recovery Of(StreamSlice slice, Position since)
    {
        // What the client names of another epoch, which only a cache accepts, may lie ahead of what it is sent.
        var offset = slice.Publications is [var first, ..] ? Math.Min(since.Offset, first.Offset - 1) : since.Offset;
        return new Recovery(slice.Top) { Start = slice.Top with { Offset = offset }, Missed = slice.Publications, WasRecovering = true, Recovered = true };
    }
}
