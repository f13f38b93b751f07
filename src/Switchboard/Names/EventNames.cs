using System.Collections.Frozen;

namespace Switchboard.Names;

/// <summary>Tells which names an event may have: those that mean something on another wire are taken.</summary>
internal static class EventNames
{
    private static readonly FrozenSet<string> _reserved = new[]
    {
        // Socket.IO's own.
        "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",

        // The hub's operations and what it emits.
        "publication", "subscribe", "unsubscribe", "publish", "presence", "history", "refresh",
        "send", "inbox", "mark", "receipt", "state", "call", "serve", "unserve", "answer", "cancel", "schedule", "scheduled", "unschedule", "connections",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsAllowed(string name) => name.Length > 0 && !_reserved.Contains(name);
}
