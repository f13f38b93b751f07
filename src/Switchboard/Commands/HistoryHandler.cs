using Switchboard.History;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>Somebody reads a channel's past.</summary>
internal sealed class HistoryHandler(Gatekeeper gatekeeper, HistoryReader streams)
{
    public async ValueTask<Outcome<StreamSlice>> HandleAsync(
        Principal principal, bool isSubscribed, HistoryRequest request, CancellationToken cancellationToken)
    {
        var admission = gatekeeper.Admit(principal, Operations.History, request.Channel, isSubscribed);
        if (!admission.IsSuccess)
        {
            return admission.As<StreamSlice>();
        }

        return admission.Value!.HistorySize == 0
            ? ErrorCodes.NotAvailable
            : await streams.ReadPageAsync(request.Channel, admission.Value, request.Limit, request.Since, request.Reverse, cancellationToken);
    }
}
