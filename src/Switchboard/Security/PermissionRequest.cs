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
