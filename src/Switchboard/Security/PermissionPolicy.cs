using System.Runtime.InteropServices;
using Switchboard.Configuration;
using Switchboard.Names;

namespace Switchboard.Security;

/// <summary>The one permission decision, asked by every operation of every protocol. Pure.</summary>
internal static class PermissionPolicy
{
    public const string BlockRule = "block";
    public const string TokenRule = "token";
    public const string GrantRule = "grant";
    public const string NameRule = "user-limited name";
    public const string NamespaceRule = "namespace";
    public const string HookRule = "hook";

    /// <summary>Decides. The order is: block; token or grant; user-limited name; namespace.</summary>
    public static Decision Decide(in PermissionRequest request)
    {
        var principal = request.Principal;
        if (principal.IsBlocked)
        {
            return new Decision(PermissionAnswer.Deny, BlockRule);
        }

        if (request.HasToken)
        {
            return new Decision(PermissionAnswer.Allow, TokenRule);
        }

        if (IsGranted(request))
        {
            return new Decision(PermissionAnswer.Allow, GrantRule);
        }

        if (principal.Kind != PrincipalKind.Service && IsAboutChannel(request.Operation)
            && ChannelNames.IsUserLimited(request.Channel, request.Namespace))
        {
            if (!ChannelNames.Lists(request.Channel, principal.UserId))
            {
                return new Decision(PermissionAnswer.Deny, NameRule);
            }

            if (request.Operation == Operations.Subscribe)
            {
                return new Decision(PermissionAnswer.Allow, NameRule);
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
            return new Decision(PermissionAnswer.Allow, NamespaceRule);
        }

        return allowed.HasFlag(Audience.Hook)
            ? new Decision(PermissionAnswer.AskHook, HookRule)
            : new Decision(PermissionAnswer.Deny, NamespaceRule);
    }

    /// <summary>To whom a namespace allows an operation.</summary>
    public static Audience AudienceOf(Operations operation, NamespaceSettings space) => operation switch
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

/// <summary>The question whether a principal may do something.</summary>
/// <param name="Principal">Who asks.</param>
/// <param name="Operation">What is to be done: exactly one operation.</param>
/// <param name="Channel">Where: a channel, or the name of a method.</param>
/// <param name="Namespace">The rules there.</param>
/// <param name="IsSubscribed">Whether the asking connection holds a live subscription to the channel.</param>
/// <param name="HasToken">Whether a valid token for exactly this was shown.</param>
internal readonly record struct PermissionRequest(
    Principal Principal, Operations Operation, string Channel, NamespaceSettings Namespace, bool IsSubscribed = false, bool HasToken = false);

/// <summary>What a permission decision came to.</summary>
internal enum PermissionAnswer
{
    Allow,
    Deny,

    /// <summary>The application's hook decides; where there is none, nobody does, and the answer is no.</summary>
    AskHook,
}

/// <summary>A permission decision.</summary>
/// <param name="Answer">Yes, no, or whoever is to be asked.</param>
/// <param name="Rule">The rule that decided; for logs.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Decision(PermissionAnswer Answer, string Rule)
{
    public bool IsAllowed => Answer == PermissionAnswer.Allow;
}
