namespace Switchboard.Names;

/// <summary>Reads names of methods. Beyond this they are those of channels.</summary>
internal static class MethodNames
{
    /// <summary>How the hub's own operations begin on wires where they share the names with methods.</summary>
    public const string OwnPrefix = "sb.";

    /// <summary>Whether an application may have a method of that name.</summary>
    public static bool IsFree(string name) => name.Length > 0 && !name.StartsWith(OwnPrefix, StringComparison.Ordinal);
}
