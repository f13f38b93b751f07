namespace Switchboard.Security;

/// <summary>What a permission decision came to.</summary>
internal enum PermissionAnswer
{
    Allow,
    Deny,

    /// <summary>The application's hook decides; where there is none, nobody does, and the answer is no.</summary>
    AskHook,
}
