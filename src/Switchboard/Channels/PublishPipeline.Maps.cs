using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Outbound;
using Switchboard.Results;

namespace Switchboard.Channels;

/// <content>Map channels: a publication sets or removes an entry, where its conditions hold.</content>
internal sealed partial class PublishPipeline
{
    private async ValueTask<Result<Position>> ChangeAsync(
        PublicationRequest request, EntryChange entry, Publication publication, IPublicationSink sink, IReadOnlyList<OutgoingEvent> events, CancellationToken cancellationToken)
    {
        var change = ChangeOf(request, entry, request.Namespace.Map!, publication, events);
        try
        {
            // As for an append: the batch covers the call alone.
            ValueTask<MapChangeResult> changing;
            using (DrainBatch.Begin())
            {
                changing = maps.ChangeAsync(change, sink, cancellationToken);
                DrainBatch.Relieve();
            }

            var result = await changing;
            if (result.Outcome == MapOutcome.Changed)
            {
                outbox.Appended(events);
                request.Trace?.Delivered = publication with { Offset = result.Position.Offset, Epoch = result.Position.Epoch };
            }

            return AnswerTo(request, change, result);
        }
        catch (SwitchboardException answer)
        {
            return answer.Error;
        }
    }

    private MapChange ChangeOf(PublicationRequest request, EntryChange entry, MapSettings map, Publication publication, IReadOnlyList<OutgoingEvent> events) => new()
    {
        Channel = request.Channel,
        Publication = publication,
        Retention = request.Namespace.Retention,
        EntryAge = map.EntryAge,
        MaxEntries = map.MaxEntries,
        KeyMode = entry.KeyMode,
        KeepsAlive = entry.KeepsAlive,
        Expected = entry.Expected,
        IsExpiry = entry.IsExpiry,
        IdempotencyKey = request.ScopedKey,
        IdempotencyWindow = KeyWindowOf(request),
        Version = request.Version,
        VersionEpoch = request.VersionEpoch,

        // A delta is made from it, and who filters by tags is told when an entry leaves the filter, also where filters are no longer allowed.
        WantsPrevious = request.Namespace.Delta != DeltaType.None || request.Namespace.AllowTagFilter
            || (channels.TryGet(request.Channel, out var followed) && followed.HasFilters),
        Events = events,
    };

    private static Result<Position> AnswerTo(PublicationRequest request, MapChange change, MapChangeResult result)
    {
        switch (result.Outcome)
        {
            case MapOutcome.Conflict:
                return ErrorCodes.Conflict with { Details = new ErrorDetails { Reason = result.Current is null ? "missing" : "changed", Current = result.Current } };
            case MapOutcome.TooMany:
                return ErrorCodes.LimitExceeded with
                {
                    Message = $"{ErrorCodes.LimitExceeded.Message}: the channel has as many entries as it may (mapMaxEntries)",
                    Details = new ErrorDetails { Reason = "mapMaxEntries", Field = "key", Limit = change.MaxEntries },
                };
            case MapOutcome.Full:
                return ErrorCodes.NotAvailable with { Temporary = true };
            default:
                request.Trace?.Suppressed = SuppressionOf(result.Outcome);
                return result.Position;
        }
    }

    private static MapSuppression? SuppressionOf(MapOutcome outcome) => outcome switch
    {
        MapOutcome.Duplicate => MapSuppression.Idempotency,
        MapOutcome.Stale => MapSuppression.Version,
        MapOutcome.Exists => MapSuppression.KeyExists,
        MapOutcome.Missing => MapSuppression.KeyNotFound,
        _ => null,
    };
}
