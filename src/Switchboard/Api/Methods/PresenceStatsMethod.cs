using Switchboard.Api.Messages;
using Switchboard.Commands;
using Switchboard.Configuration;
using Switchboard.Results;

namespace Switchboard.Api.Methods;

/// <summary><c>presence_stats</c>.</summary>
internal sealed class PresenceStatsMethod(PresenceHandler presence)
    : ApiMethod<ChannelRequest, PresenceStatsResult>("presence_stats", "Tells how many are in a channel.", ApiJsonContext.Default.ChannelRequest, ApiJsonContext.Default.PresenceStatsResult)
{
    /// <inheritdoc/>
    protected override async ValueTask<Result<PresenceStatsResult>> HandleAsync(
        ChannelRequest request, ApiKeySettings key, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(request.Channel))
        {
            return ErrorCodes.BadRequest;
        }

        var outcome = await presence.CountAsync(Principal.Service, request.Channel, isSubscribed: false, cancellationToken);
        return outcome.IsSuccess
            ? new PresenceStatsResult { NumClients = outcome.Value.Clients, NumUsers = outcome.Value.Users }
            : outcome.As<PresenceStatsResult>();
    }
}
