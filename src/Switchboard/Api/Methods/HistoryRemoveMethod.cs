using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>history_remove</c>.</summary>
internal sealed class HistoryRemoveMethod(HistoryHandler history)
    : ApiMethod<ChannelRequest, EmptyResult>("history_remove", "Forgets a channel's publications, not its position.", ApiJsonContext.Default.ChannelRequest, ApiJsonContext.Default.EmptyResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<EmptyResult>> HandleAsync(
        ChannelRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Channel))
        {
            return ErrorCodes.BadRequest;
        }

        var outcome = await history.RemoveAsync(Principal.Service, request.Channel, cancellationToken);
        return outcome.IsSuccess ? new EmptyResult() : outcome.As<EmptyResult>();
    }
}
