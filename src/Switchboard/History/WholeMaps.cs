using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Extensibility;
using Switchboard.Results;

namespace Switchboard.History;

/// <summary>Reads all entries of a map channel, for subscriptions whose clients do not ask for them page by page: those of the server.</summary>
/// <remarks>
/// The subscription has joined its channel before. All pages are read as of the position of the first one: what changes while they are read
/// is left out of them, and is sent behind them.
/// </remarks>
internal sealed class WholeMaps(IMapStore maps, SettingsHolder settings, SkippedPublications skipped)
{
    private const string TooLargeReason = "limits.replyBytes";

    /// <summary>Whether a subscription was refused because its map is too large: any writer could make it so, and it ends nobody's connection.</summary>
    public static bool IsTooLarge(ErrorCode? error) => error?.Details?.Reason == TooLargeReason;

    /// <summary>Reads the entries in the order of the channel, and the position that they are at. Refused with 106 where they are too many for the reply.</summary>
    public async ValueTask<Result<MapPage>> ReadAsync(SubscriptionRequest request, CancellationToken cancellationToken)
    {
        var (space, map) = (request.Namespace, request.Namespace.Map!);
        var limit = settings.Current.Limits.ReplyBytes;
        var room = Math.Min(limit, request.RoomInReply ?? limit);
        var entries = new List<Publication>();
        var read = new MapRead { Limit = map.MaxPageSize, MaxBytes = (int)Math.Max(1, room), IsOrdered = map.Ordered, IsDescending = map.Ordered };
        var epoch = "";
        while (true)
        {
            var (page, top, next) = await maps.ReadEntriesAsync(request.Channel, space.Retention, read, cancellationToken);
            for (var i = 0; i < page.Count; i++)
            {
                room -= page[i].ApproximateBytes;
                entries.Add(WithoutPosition(page[i]));
            }

            if (room < 0)
            {
                skipped.MapTooLarge(request.Channel, entries.Count, limit);
                return TooLarge(limit);
            }

            if (read.UpTo is not null && top.Epoch != epoch)
            {
                // It was cleared meanwhile.
                return ErrorCodes.NotAvailable with { Temporary = true };
            }

            if (next is null)
            {
                return new MapPage(entries, top with { Offset = read.UpTo ?? top.Offset }, null);
            }

            epoch = top.Epoch;
            read = read with { After = next, MaxBytes = (int)Math.Max(1, room), UpTo = read.UpTo ?? top.Offset };
        }
    }

    // They come in the order of the map, and with positions of their own would take their reader's back and forth.
    private static Publication WithoutPosition(Publication entry) => entry with { Offset = 0, Epoch = "" };

    private static ErrorCode TooLarge(int limit) => ErrorCodes.LimitExceeded with
    {
        Message = $"{ErrorCodes.LimitExceeded.Message}: the entries of the map are more than one reply may have (limits.replyBytes); subscribe to it page by page",
        Details = new ErrorDetails { Reason = TooLargeReason, Limit = limit },
    };
}
