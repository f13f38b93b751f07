using System.Runtime.InteropServices;

namespace Switchboard.Security;

/// <summary>A permission decision.</summary>
/// <param name="Answer">Yes, no, or whoever is to be asked.</param>
/// <param name="Rule">The rule that decided; for logs.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Decision(PermissionAnswer Answer, string Rule)
{
    public bool IsAllowed => Answer == PermissionAnswer.Allow;
}
