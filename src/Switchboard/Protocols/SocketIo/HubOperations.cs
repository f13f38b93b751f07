using System.Collections.Frozen;
using Switchboard.Catalog;

namespace Switchboard.Protocols.SocketIo;

/// <summary>The events that ask the hub for something.</summary>
internal static class HubOperations
{
    private static readonly FrozenSet<string> _channelCommands =
        new[] { "publish", "subscribe", "unsubscribe", "presence", "presence_stats", "history", "refresh" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether an event is one of them.</summary>
    public static bool Contains(string name) => IsChannelCommand(name) || OperationTable.IsEvent(name);

    /// <summary>Whether an event is about a channel or the connection, and not an operation that has the same form on every wire.</summary>
    public static bool IsChannelCommand(string name) => _channelCommands.Contains(name);

    /// <summary>The operation that an event asks for, which may have the prefix that all of the hub's own have on other wires.</summary>
    public static string OperationOf(string name)
        => name.StartsWith(OperationTable.OwnPrefix, StringComparison.Ordinal) ? name[OperationTable.OwnPrefix.Length..] : name;

    /// <summary>Whether an application may not use the name in the hub's Socket.IO namespace.</summary>
    public static bool IsTaken(string name) => Contains(name) || name is "publication";
}
