using Switchboard.Configuration;
using Switchboard.Presence;
using Switchboard.Results;
using Switchboard.Security;

namespace Switchboard.Commands;

/// <summary>Somebody asks who, or how many, are in a channel.</summary>
internal sealed class PresenceHandler(Gatekeeper gatekeeper, PresenceKeeper presence)
{
    public async ValueTask<Outcome<IReadOnlyCollection<ClientInfo>>> ListAsync(
        Principal principal, string channel, bool isSubscribed, CancellationToken cancellationToken)
    {
        var admission = Admit(principal, channel, isSubscribed);
        return admission.IsSuccess
            ? Outcome.Of(await presence.ListAsync(channel, cancellationToken))
            : admission.As<IReadOnlyCollection<ClientInfo>>();
    }

    public async ValueTask<Outcome<PresenceStats>> CountAsync(
        Principal principal, string channel, bool isSubscribed, CancellationToken cancellationToken)
    {
        var admission = Admit(principal, channel, isSubscribed);
        return admission.IsSuccess ? await presence.CountAsync(channel, cancellationToken) : admission.As<PresenceStats>();
    }

    private Outcome<NamespaceSettings> Admit(Principal principal, string channel, bool isSubscribed)
    {
        var admission = gatekeeper.Admit(principal, Operations.Presence, channel, isSubscribed);
        return admission is { IsSuccess: true, Value.Presence: false } ? ErrorCodes.NotAvailable : admission;
    }
}
