using Switchboard.Connections;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Decides for one socket whether an event that reaches it through a room is meant for it.</summary>
internal sealed class RoomFilter(SocketIoSocket socket) : TagPredicate
{
    /// <summary>The tag that lists rooms, and ids of sockets, whose members do not receive the event.</summary>
    public const string ExceptTag = "except";

    /// <summary>The tag of events that are dropped for clients that are not ready to receive them.</summary>
    public const string VolatileTag = "volatile";

    /// <summary>What stands between rooms of a list.</summary>
    public const char Separator = '\u0001';

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, string>? tags)
    {
        if (!socket.IsEntered || tags is null)
        {
            // Middleware may put it into rooms before it is let in.
            return socket.IsEntered;
        }

        if (tags.ContainsKey(VolatileTag) && !socket.IsReadyForMore)
        {
            return false;
        }

        return !tags.TryGetValue(ExceptTag, out var except) || !IsIn(except);
    }

    private bool IsIn(string rooms)
    {
        foreach (var range in rooms.AsSpan().Split(Separator))
        {
            if (socket.IsIn(rooms[range]))
            {
                return true;
            }
        }

        return false;
    }
}
