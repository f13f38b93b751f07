using System.Collections.Frozen;
using Switchboard.Catalog;

namespace Switchboard.Names;

/// <summary>Tells which names an event may have: those that mean something on another wire are taken.</summary>
internal static class EventNames
{
    private static readonly FrozenSet<string> _reserved = new[]
    {
        // Socket.IO's own.
        "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",

        // What the hub emits, and what clients ask for in forms of their wires' own.
        "publication", "receipt", "job", "board_reminder", "subscribe", "unsubscribe", "publish", "presence", "history", "refresh",
    }
    .Concat(OperationTable.All.Where(static operation => operation.Callers.HasFlag(OperationCallers.Connections) && !operation.IsPrefixed).Select(static operation => operation.Name))
    .ToFrozenSet(StringComparer.Ordinal);

    public static bool IsAllowed(string name) => name.Length > 0 && !name.StartsWith(MethodNames.OwnPrefix, StringComparison.Ordinal) && !_reserved.Contains(name);
}

/// <summary>Reads names of methods. Beyond this they are those of channels.</summary>
internal static class MethodNames
{
    /// <summary>How the hub's own operations begin on wires where they share the names with methods.</summary>
    public const string OwnPrefix = OperationTable.OwnPrefix;

    /// <summary>Whether an application may have a method of that name.</summary>
    public static bool IsFree(string name) => name.Length > 0 && !name.StartsWith(OwnPrefix, StringComparison.Ordinal);
}
