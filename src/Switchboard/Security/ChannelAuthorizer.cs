using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Names;
using Switchboard.Results;
using Switchboard.Security.Access;

namespace Switchboard.Security;

/// <summary>Finds the rules of a channel and asks the one permission decision about it.</summary>
internal sealed class ChannelAuthorizer(SettingsHolder settings, AccessRegistry access, TimeProvider time, ILogger<ChannelAuthorizer> logger)
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
            return new Permit(space, IsUndecided: !decision.IsAllowed, IsByGrant: decision.Rule == PermissionPolicy.GrantRule);
        }

        SecurityLog.OperationDenied(logger, operation, channel, decision.Rule);
        return ErrorCodes.PermissionDenied;
    }

    /// <summary>The decision that <see cref="Authorize(Principal, Operations, string, bool, bool, bool)"/> goes by, and the rules of the channel; null where no namespace has it.</summary>
    public (Decision Decision, NamespaceSettings Namespace)? Explain(Principal principal, Operations operation, string channel, bool isSubscribed, bool hasToken)
        => settings.Current.Namespaces.TryResolve(channel, out var space) && ChannelNames.IsValid(channel, space)
            ? (PermissionPolicy.Decide(new PermissionRequest(principal, operation, channel, space, access.Current, time.GetUtcNow(), isSubscribed, hasToken)), space)
            : null;
}

/// <summary>A channel that somebody may use, or might.</summary>
/// <param name="Namespace">The rules there.</param>
/// <param name="IsUndecided">Whether only a hook can allow it: nothing may be done before one has.</param>
/// <param name="IsByGrant">Whether a grant alone allows it: what goes on by it ends with that.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Permit(NamespaceSettings Namespace, bool IsUndecided, bool IsByGrant);

/// <summary>The one permission decision, asked by every operation of every protocol. Pure.</summary>
internal static class PermissionPolicy
{
    public const string BlockRule = "block";
    public const string ScopeRule = "key scope";
    public const string DeviceRule = "device";
    public const string TokenRule = "token";
    public const string GrantRule = "grant";
    public const string PrivateRule = "private channel";
    public const string NameRule = "user-limited name";
    public const string NamespaceRule = "namespace";
    public const string HookRule = "hook";

    /// <summary>Decides. The order is: block; scope of the key; device; token or grant; private channel; user-limited name; namespace.</summary>
    public static Decision Decide(in PermissionRequest request)
    {
        var principal = request.Principal;
        if (principal.IsBlocked || request.Access.IsBlocked(principal.UserId, request.Now))
        {
            return new Decision(PermissionAnswer.Deny, BlockRule);
        }

        if (!IsInScope(principal, request.Channel))
        {
            return new Decision(PermissionAnswer.Deny, ScopeRule);
        }

        if (request.Namespace.IsOfDevices && IsAboutWhatIsThere(request.Operation) && principal.Kind != PrincipalKind.Service)
        {
            // Before tokens and grants: whatever they say, what a device is told is nobody else's affair.
            if (!ChannelNames.IsOfDevice(request.Channel, principal))
            {
                return new Decision(PermissionAnswer.Deny, DeviceRule);
            }

            if (request.Operation == Operations.Subscribe)
            {
                return new Decision(PermissionAnswer.Allow, DeviceRule);
            }
        }

        if (request.HasToken)
        {
            return new Decision(PermissionAnswer.Allow, TokenRule);
        }

        if (IsGranted(request))
        {
            return new Decision(PermissionAnswer.Allow, GrantRule);
        }

        if (request.Access.FindGrant(principal, request.Operation, request.Channel, request.Now) is { } subject)
        {
            return new Decision(PermissionAnswer.Allow, GrantRule) { By = subject };
        }

        if (request.Operation == Operations.Subscribe && ChannelNames.IsPrivate(request.Channel, request.Namespace))
        {
            return new Decision(PermissionAnswer.Deny, PrivateRule);
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

    /// <summary>Whether a channel is among those that a principal is limited to.</summary>
    public static bool IsInScope(Principal principal, string channel)
    {
        if (principal.Scope.Count == 0)
        {
            return true;
        }

        foreach (var pattern in principal.Scope)
        {
            if (Grant.Matches(pattern, channel))
            {
                return true;
            }
        }

        return false;
    }

    // Methods are no channels, and a message goes into the inbox of somebody else.
    private static bool IsAboutChannel(Operations operation) => operation is not (Operations.Call or Operations.Serve or Operations.Send);

    private static bool IsAboutWhatIsThere(Operations operation) => operation is Operations.Subscribe or Operations.History or Operations.Presence;

    private static bool IsGranted(in PermissionRequest request)
    {
        foreach (var grant in request.Principal.Grants)
        {
            if (grant.Covers(request.Operation, request.Channel))
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
        Operations.Publish => space.Map?.AllowPublish ?? space.AllowPublish,
        Operations.Remove => space.Map?.AllowRemove ?? space.AllowPublish,
        Operations.Edit => space.AllowEdit,
        Operations.History => space.AllowHistory,
        Operations.Presence => space.AllowPresence,
        Operations.Call => space.AllowCall,
        Operations.Serve => space.AllowServe,
        Operations.Send => space.AllowSend,
        Operations.Take => space.Board?.AllowTake ?? Audience.None,
        Operations.TakeOver => space.Board?.AllowTakeOver ?? Audience.None,
        Operations.Free => space.Board?.AllowFree ?? Audience.None,
        Operations.Note => space.Board?.AllowNote ?? Audience.None,
        Operations.BoardHistory => space.Board?.AllowHistory ?? Audience.None,
        Operations.BoardManage => space.Board?.AllowManage ?? Audience.None,
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "A decision is about exactly one operation."),
    };
}

/// <summary>The question whether a principal may do something.</summary>
/// <param name="Principal">Who asks.</param>
/// <param name="Operation">What is to be done: exactly one operation.</param>
/// <param name="Channel">Where: a channel, or the name of a method.</param>
/// <param name="Namespace">The rules there.</param>
/// <param name="Access">What was said at run time.</param>
/// <param name="Now">The present.</param>
/// <param name="IsSubscribed">Whether the asking connection holds a live subscription to the channel.</param>
/// <param name="HasToken">Whether a valid token for exactly this was shown.</param>
internal readonly record struct PermissionRequest(
    Principal Principal, Operations Operation, string Channel, NamespaceSettings Namespace, AccessRules Access, DateTimeOffset Now, bool IsSubscribed = false, bool HasToken = false);

/// <summary>What a permission decision came to.</summary>
internal enum PermissionAnswer
{
    Allow,
    Deny,

    /// <summary>The application's hook decides; where there is none, nobody does, and the answer is no.</summary>
    AskHook,
}

/// <summary>A permission decision.</summary>
/// <param name="Answer">Allow, deny, or ask the hook.</param>
/// <param name="Rule">The rule that decided; for logs.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Decision(PermissionAnswer Answer, string Rule)
{
    /// <summary>Whose grant of run time it was; null for another rule, and for the token's own.</summary>
    public AccessSubject? By { get; init; }

    public bool IsAllowed => Answer == PermissionAnswer.Allow;
}
