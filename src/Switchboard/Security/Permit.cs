using System.Runtime.InteropServices;
using Switchboard.Configuration;

namespace Switchboard.Security;

/// <summary>A channel that somebody may use, or might.</summary>
/// <param name="Namespace">The rules there.</param>
/// <param name="IsUndecided">Whether only a hook can allow it: nothing may be done before one has.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Permit(NamespaceSettings Namespace, bool IsUndecided);
