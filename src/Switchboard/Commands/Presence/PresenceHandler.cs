using Switchboard.Configuration;
using Switchboard.Presence;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands.Presence;

/// <summary>Somebody asks who, or how many, are in a channel.</summary>
internal sealed class PresenceHandler(ChannelAuthorizer authorizer, PresenceManager presence)
{
    public async ValueTask<Result<IReadOnlyCollection<ClientInfo>>> ListAsync(
        Principal principal, string channel, bool isSubscribed, CancellationToken cancellationToken)
    {
        var admission = Authorize(principal, channel, isSubscribed);
        return admission.IsSuccess
            ? Result.Of(await presence.ListAsync(channel, cancellationToken))
            : admission.As<IReadOnlyCollection<ClientInfo>>();
    }

    public async ValueTask<Result<PresenceStats>> CountAsync(
        Principal principal, string channel, bool isSubscribed, CancellationToken cancellationToken)
    {
        var admission = Authorize(principal, channel, isSubscribed);
        return admission.IsSuccess ? await presence.CountAsync(channel, cancellationToken) : admission.As<PresenceStats>();
    }

    private Result<NamespaceSettings> Authorize(Principal principal, string channel, bool isSubscribed)
    {
        var admission = authorizer.Authorize(principal, Operations.Presence, channel, isSubscribed);
        return admission is { IsSuccess: true, Value.Presence: false } ? ErrorCodes.NotAvailable : admission;
    }
}
