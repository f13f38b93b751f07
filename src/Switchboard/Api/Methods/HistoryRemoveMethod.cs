using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Security;

namespace Switchboard.Api.Methods;

/// <summary><c>history_remove</c>.</summary>
internal sealed class HistoryRemoveMethod(Gatekeeper gatekeeper, IStreamStore store)
    : ApiMethod<ChannelRequest, EmptyResult>("history_remove", "Forgets a channel's publications, not its position.", ApiJsonContext.Default.ChannelRequest, ApiJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Outcome<EmptyResult>> HandleAsync(
        ChannelRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Channel))
        {
            return ErrorCodes.BadRequest;
        }

        var admission = gatekeeper.Admit(Principal.Service, Operations.History, request.Channel);
        if (!admission.IsSuccess)
        {
            return admission.As<EmptyResult>();
        }

        if (admission.Value!.HistorySize == 0)
        {
            return ErrorCodes.NotAvailable;
        }

        await store.RemoveHistoryAsync(request.Channel, cancellationToken);
        return new EmptyResult();
    }
}
