using Microsoft.Extensions.Logging;
using Switchboard.Channels;
using Switchboard.Commands;
using Switchboard.Configuration;

namespace Switchboard.Security;

/// <summary>Finds the rules of a channel and asks the one permission decision about it.</summary>
internal sealed class Gatekeeper(SettingsHolder settings, ILogger<Gatekeeper> logger)
{
    /// <summary>The namespace of a channel on which the operation is allowed, or why it is not.</summary>
    public Outcome<NamespaceSettings> Admit(Principal principal, Operations operation, string channel, bool isSubscribed = false, bool hasToken = false)
    {
        if (!settings.Current.Namespaces.TryResolve(channel, out var space) || !ChannelNames.IsValid(channel, space))
        {
            return ErrorCodes.UnknownChannel;
        }

        var decision = PermissionPolicy.Decide(new PermissionRequest(principal, operation, channel, space, isSubscribed, hasToken));
        if (decision.IsAllowed)
        {
            return space;
        }

        GatekeeperLog.Denied(logger, operation, channel, decision.Rule);
        return ErrorCodes.PermissionDenied;
    }
}
