using Switchboard.Results;
using Switchboard.Wire.Centrifuge;
using Switchboard.Wire.Deltas;

namespace Switchboard.Protocols.Centrifuge;

/// <content>Map channels: entries by key, and the way into them.</content>
internal sealed partial class CentrifugeSession
{
    private static readonly ErrorCode _noPhase = InvalidField.Of("phase", "must be 2, for entries, or 1, for changes behind a position");

    private async ValueTask SubscribeMapAsync(SubscribeCommand command)
    {
        if (RequestMapping.ToMapRequest(command) is not { } request)
        {
            // Subscriptions that are polled for, and whatever comes after them, are none of ours.
            ReplyError(command.Id, "subscribe", command.Type is >= SubscriptionType.Map and <= SubscriptionType.MapUsers ? _noPhase : ErrorCodes.NotAvailable);
            return;
        }

        if (command.Filter is not null && request.Filter is null)
        {
            ReplyError(command.Id, "subscribe", ErrorCodes.BadRequest);
            return;
        }

        if (command.Delta == FossilDelta.Name)
        {
            request = request with { Deltas = format.Deltas };
        }

        var outcome = await context.Commands.SubscribeMap.HandleAsync(connection, request, NotCancelled);
        if (!outcome.IsSuccess)
        {
            Fail(command, "subscribe", outcome);
            return;
        }

        var step = outcome.Value!;
        Reply(command.Id, ReplyMapping.ToWire(step, command.Type));
        if (step.Live is { } live)
        {
            context.Commands.Subscriptions.GoLive(live);
        }
    }

    private async ValueTask ChangeMapAsync(PublishCommand command)
    {
        if (command.Type != SubscriptionType.Map)
        {
            ReplyError(command.Id, "publish", ErrorCodes.NotAvailable);
            return;
        }

        var outcome = await context.Commands.Maps.ChangeAsync(connection, RequestMapping.ToWish(command, _isJson), NotCancelled);
        Answer(command, "publish", outcome, static _ => EmptyReply.Publish);
    }
}
