using System.Collections.Frozen;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Names of events that mean something already.</summary>
internal static class SocketIoEvents
{
    private static readonly FrozenSet<string> _ofProtocol =
        new[] { "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Throws where an application cannot send an event of this name.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public static void CheckEmitted(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_ofProtocol.Contains(name))
        {
            throw new ArgumentException($"'{name}' is an event of the protocol's own.", nameof(name));
        }
    }
}
