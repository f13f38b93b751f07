using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>presence</c>.</summary>
internal sealed class PresenceMethod(PresenceHandler presence)
    : ApiMethod<ChannelRequest, PresenceResult>("presence", "Tells who is in a channel.", ApiJsonContext.Default.ChannelRequest, ApiJsonContext.Default.PresenceResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<PresenceResult>> HandleAsync(
        ChannelRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Channel))
        {
            return ErrorCodes.BadRequest;
        }

        var outcome = await presence.ListAsync(Principal.Service, request.Channel, isSubscribed: false, cancellationToken);
        return outcome.IsSuccess
            ? new PresenceResult { Presence = outcome.Value!.ToDictionary(client => client.Client, ResultWriter.ClientOf, StringComparer.Ordinal) }
            : outcome.As<PresenceResult>();
    }
}
