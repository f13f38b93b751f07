using Switchboard.Configuration;
using Switchboard.Names;

namespace Switchboard.Security;

/// <summary>The one permission decision (contract 6), asked by every operation of every protocol. Pure.</summary>
internal static class PermissionPolicy
{
    /// <summary>Decides. The order is: block; token or grant; user-limited name; namespace.</summary>
    public static Decision Decide(in PermissionRequest request)
    {
        var principal = request.Principal;
        if (principal.IsBlocked)
        {
            return new Decision(PermissionAnswer.Deny, "block");
        }

        if (request.HasToken)
        {
            return new Decision(PermissionAnswer.Allow, "token");
        }

        if (IsGranted(request))
        {
            return new Decision(PermissionAnswer.Allow, "grant");
        }

        if (principal.Kind != PrincipalKind.Service && IsAboutChannel(request.Operation)
            && ChannelNames.IsUserLimited(request.Channel, request.Namespace))
        {
            if (!ChannelNames.Lists(request.Channel, principal.UserId))
            {
                return new Decision(PermissionAnswer.Deny, "user-limited name");
            }

            if (request.Operation == Operations.Subscribe)
            {
                return new Decision(PermissionAnswer.Allow, "user-limited name");
            }
        }

        return DecideByNamespace(request);
    }

    // Methods are no channels, and a message goes into the inbox of somebody else.
    private static bool IsAboutChannel(Operations operation) => operation is not (Operations.Call or Operations.Serve or Operations.Send);

    private static bool IsGranted(in PermissionRequest request)
    {
        foreach (var grant in request.Principal.Grants)
        {
            if (grant.Operations.HasFlag(request.Operation) && grant.Channel == request.Channel)
            {
                return true;
            }
        }

        return false;
    }

    private static Decision DecideByNamespace(in PermissionRequest request)
    {
        var allowed = AudienceOf(request.Operation, request.Namespace);
        var asking = request.Principal.Kind switch
        {
            PrincipalKind.Service => Audience.Service,
            PrincipalKind.Anonymous => Audience.Anonymous,
            _ => Audience.User,
        };
        if (request.IsSubscribed)
        {
            asking |= Audience.Subscriber;
        }

        if ((allowed & asking) != Audience.None)
        {
            return new Decision(PermissionAnswer.Allow, "namespace");
        }

        return allowed.HasFlag(Audience.Hook)
            ? new Decision(PermissionAnswer.AskHook, "hook")
            : new Decision(PermissionAnswer.Deny, "namespace");
    }

    private static Audience AudienceOf(Operations operation, NamespaceSettings space) => operation switch
    {
        Operations.Subscribe => space.AllowSubscribe,
        Operations.Publish => space.AllowPublish,
        Operations.History => space.AllowHistory,
        Operations.Presence => space.AllowPresence,
        Operations.Call => space.AllowCall,
        Operations.Serve => space.AllowServe,
        Operations.Send => space.AllowSend,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "A decision is about exactly one operation."),
    };
}
