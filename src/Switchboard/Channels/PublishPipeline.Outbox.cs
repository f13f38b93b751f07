using System.Collections.Immutable;
using Switchboard.Diagnostics;
using Switchboard.Outbox;
using Switchboard.Results;

namespace Switchboard.Channels;

/// <content>Event targets: what tells of a publication is in the outbox before its publisher is answered, and where the publication is durable, in the same commit.</content>
internal sealed partial class PublishPipeline
{
    private async ValueTask<Result<Position>> AcceptForTargetsAsync(
        PublicationRequest request, Publication publication, ImmutableArray<OutboxTarget> targets, long startedAt, CancellationToken cancellationToken)
    {
        if (!outbox.HasRoom(targets))
        {
            return ErrorCodes.NotAvailable with { Temporary = true };
        }

        OutboxWriter.WriteBegins(targets);
        try
        {
            return await WriteForTargetsAsync(request, publication, targets, startedAt, cancellationToken);
        }
        finally
        {
            OutboxWriter.WriteEnded(targets);
        }
    }

    private async ValueTask<Result<Position>> WriteForTargetsAsync(
        PublicationRequest request, Publication publication, ImmutableArray<OutboxTarget> targets, long startedAt, CancellationToken cancellationToken)
    {
        var trace = HubTracing.Carried(isByClient: request.Connection is not null);
        if (TakesPlace(request) && outbox.SharesCommits(request.Namespace))
        {
            return await AppendMeasuredAsync(request, publication, this, outbox.EventsOf(targets, request.Channel, publication, trace), startedAt, cancellationToken);
        }

        var tap = new OutboxTap(this, outbox, targets, trace);
        var result = TakesPlace(request)
            ? await AppendMeasuredAsync(request, publication, tap, [], startedAt, cancellationToken)
            : DeliverMeasured(request, publication, tap, startedAt);
        return await tap.Kept is { } error ? error : result;
    }
}
