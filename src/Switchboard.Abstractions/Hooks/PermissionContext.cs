namespace Switchboard.Hooks;

/// <summary>A question about a permission.</summary>
public abstract class PermissionContext : DecidingContext
{
    /// <summary>
    /// Whether tokens and namespaces leave the decision to the hooks: it is no unless one calls <see cref="Allow"/>. Where this is
    /// false it is yes already, unless one denies.
    /// </summary>
    public bool IsUndecided { get; init; }

    /// <summary>Whether a hook said yes.</summary>
    public bool IsAllowed { get; private set; }

    /// <summary>Says yes to what is undecided.</summary>
    public void Allow() => IsAllowed = true;
}
