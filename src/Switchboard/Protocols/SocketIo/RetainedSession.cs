using System.Collections.Concurrent;

namespace Switchboard.Protocols.SocketIo;

/// <summary>The state of a client that has been cut off.</summary>
/// <param name="Id">The secret by which it comes back.</param>
/// <param name="Sid">Its id.</param>
/// <param name="Rooms">The rooms that it was in.</param>
/// <param name="Data">What the application keeps about it.</param>
/// <param name="From">Where the events stood when it entered, or came back.</param>
/// <param name="Time">When it was cut off, as a timestamp.</param>
internal sealed record RetainedSession(
    string Id, string Sid, IReadOnlyCollection<string> Rooms, ConcurrentDictionary<string, object?> Data, long From, long Time)
{
    /// <summary>Whether an event was for it.</summary>
    public bool Receives(RetainedEvent happened)
        => (happened.Room.Length == 0 || IsIn(happened.Room)) && !(happened.Except is { } except && except.Split(RoomFilter.Separator).Any(IsIn));

    private bool IsIn(string room) => room == Sid || Rooms.Contains(room, StringComparer.Ordinal);
}
