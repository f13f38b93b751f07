using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Names;
using Switchboard.Results;

namespace Switchboard.Security;

/// <summary>Finds the rules of a channel and asks the one permission decision about it.</summary>
internal sealed class ChannelAuthorizer(SettingsHolder settings, ILogger<ChannelAuthorizer> logger)
{
    /// <summary>The namespace of a channel on which the operation is allowed, or why it is not.</summary>
    public Result<NamespaceSettings> Authorize(Principal principal, Operations operation, string channel, bool isSubscribed = false, bool hasToken = false)
    {
        var admission = Authorize(principal, operation, channel, asksHook: false, isSubscribed, hasToken);
        return admission.IsSuccess ? admission.Value.Namespace : admission.As<NamespaceSettings>();
    }

    /// <summary>The same where a hook may be asked, which then decides what the namespace leaves to it.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="operation">What is to be done.</param>
    /// <param name="channel">Where.</param>
    /// <param name="asksHook">Whether there is a hook to ask; where there is none, what is left to it is denied.</param>
    /// <param name="isSubscribed">Whether the asking connection holds a live subscription to the channel.</param>
    /// <param name="hasToken">Whether a valid token for exactly this was shown.</param>
    public Result<Permit> Authorize(Principal principal, Operations operation, string channel, bool asksHook, bool isSubscribed, bool hasToken)
    {
        if (Explain(principal, operation, channel, isSubscribed, hasToken) is not var (decision, space))
        {
            return ErrorCodes.UnknownChannel;
        }

        if (decision.IsAllowed || (asksHook && decision.Answer == PermissionAnswer.AskHook))
        {
            return new Permit(space, IsUndecided: !decision.IsAllowed);
        }

        SecurityLog.OperationDenied(logger, operation, channel, decision.Rule);
        return ErrorCodes.PermissionDenied;
    }

    /// <summary>The decision that <see cref="Authorize(Principal, Operations, string, bool, bool, bool)"/> goes by, and the rules of the channel; null where no namespace has it.</summary>
    public (Decision Decision, NamespaceSettings Namespace)? Explain(Principal principal, Operations operation, string channel, bool isSubscribed, bool hasToken)
        => settings.Current.Namespaces.TryResolve(channel, out var space) && ChannelNames.IsValid(channel, space)
            ? (PermissionPolicy.Decide(new PermissionRequest(principal, operation, channel, space, isSubscribed, hasToken)), space)
            : null;
}

/// <summary>A channel that somebody may use, or might.</summary>
/// <param name="Namespace">The rules there.</param>
/// <param name="IsUndecided">Whether only a hook can allow it: nothing may be done before one has.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Permit(NamespaceSettings Namespace, bool IsUndecided);
