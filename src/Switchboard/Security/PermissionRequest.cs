using System.Runtime.InteropServices;
using Switchboard.Configuration;

namespace Switchboard.Security;

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

/// <summary>A channel that somebody may use, or might.</summary>
/// <param name="Namespace">The rules there.</param>
/// <param name="IsUndecided">Whether only a hook can allow it: nothing may be done before one has.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Permit(NamespaceSettings Namespace, bool IsUndecided);
