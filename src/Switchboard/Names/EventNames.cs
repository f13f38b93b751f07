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
        "publication", "receipt", "subscribe", "unsubscribe", "publish", "presence", "history", "refresh",
    }
    .Concat(OperationTable.All.Where(static operation => operation.Callers.HasFlag(OperationCallers.Connections)).Select(static operation => operation.Name))
    .ToFrozenSet(StringComparer.Ordinal);

    public static bool IsAllowed(string name) => name.Length > 0 && !_reserved.Contains(name);
}
