using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Switchboard.Protocols.SocketIo;

/// <summary>What clients of a Socket.IO namespace need to come back to the state that they had: their state, and the events since. Bounded.</summary>
/// <remarks>Everything is guarded by <see cref="Lock"/>, under which events are also delivered, so that none falls between what is kept and what is live.</remarks>
internal sealed class RecoveryLog(SocketIoOptions options, TimeProvider time)
{
    private const int SecretBytes = 15;

    private readonly string _epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private readonly Queue<RetainedEvent> _events = new();
    private readonly Dictionary<string, RetainedSession> _sessions = new(StringComparer.Ordinal);
    private readonly Queue<RetainedSession> _sessionOrder = new();
    private readonly Dictionary<string, SocketIoSocket> _live = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _dropped = new(StringComparer.Ordinal);
    private long _last;
    private long _bytes;
    private long _droppedForAll;

    public Lock Lock { get; } = new();

    /// <summary>The place of the last event.</summary>
    public long Last => _last;

    /// <summary>Takes the place of the next event.</summary>
    public (long Offset, string Text) Next()
    {
        var offset = ++_last;
        return (offset, string.Create(CultureInfo.InvariantCulture, $"{_epoch}.{offset}"));
    }

    /// <summary>Keeps an event.</summary>
    public void Add(long offset, string room, string? except, ReadOnlyMemory<byte> envelope)
    {
        var now = time.GetTimestamp();
        _events.Enqueue(new RetainedEvent(offset, room, except, envelope, now));
        _bytes += envelope.Length;
        while (_events.TryPeek(out var oldest) && IsTooMuch(oldest, now))
        {
            Drop(oldest);
            _bytes -= oldest.Envelope.Length;
            _events.Dequeue();
        }
    }

    /// <summary>Notes a client that may come back.</summary>
    public void Track(SocketIoSocket socket)
    {
        if (socket.RecoveryId is null)
        {
            socket.RecoveryId = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
            socket.RecoverFrom = _last;
        }

        _live[socket.RecoveryId] = socket;
    }

    /// <summary>Keeps the state of a client that has gone, unless it chose to.</summary>
    public void Save(SocketIoSocket socket, string reason)
    {
        lock (Lock)
        {
            if (socket.RecoveryId is not { } id || !_live.Remove(id) || !SocketIoReasons.IsRecoverable(reason))
            {
                return;
            }

            Keep(new RetainedSession(id, socket.Id, socket.Rooms, socket.Data, socket.RecoverFrom, socket.LastOffset, _last, time.GetTimestamp()));
        }
    }

    /// <summary>Keeps a state. Under <see cref="Lock"/>.</summary>
    public void Keep(RetainedSession session)
    {
        Expire();
        _sessions[session.Id] = session;
        _sessionOrder.Enqueue(session);
    }

    /// <summary>The client that is still thought to be there under a secret; null where there is none.</summary>
    public SocketIoSocket? FindLive(string id)
    {
        lock (Lock)
        {
            return _live.GetValueOrDefault(id);
        }
    }

    /// <summary>Takes the state of a client that has come back, with the events that it missed; null where not all of it is there. Under <see cref="Lock"/>.</summary>
    /// <param name="id">The secret.</param>
    /// <param name="offset">The last event's that the client has seen; null where it has seen none.</param>
    public (RetainedSession Session, List<ReadOnlyMemory<byte>> Missed)? Take(string id, string? offset)
    {
        if (!_sessions.Remove(id, out var session) || time.GetElapsedTime(session.Time) > options.RecoveryTime)
        {
            return null;
        }

        // What is no offset of ours was not the last thing that the client got from this log.
        var from = session.MissedFrom(OffsetOf(offset));
        if (from > _last || from < DroppedFor(session))
        {
            return null;
        }

        var missed = Missed(session, from, out var last);
        return (session with { From = from, Last = last > 0 ? last : Math.Min(session.Last, from) }, missed);
    }

    /// <summary>Notes that an event is gone. Those that are not of a room that it was for miss nothing.</summary>
    private void Drop(RetainedEvent oldest)
    {
        if (oldest.Room.Length > 0 && (_dropped.Count < options.RecoveryEvents || _dropped.ContainsKey(oldest.Room)))
        {
            _dropped[oldest.Room] = oldest.Offset;
            return;
        }

        _droppedForAll = oldest.Offset;
        _dropped.Clear();
    }

    private long DroppedFor(RetainedSession session)
    {
        var dropped = Math.Max(_droppedForAll, _dropped.GetValueOrDefault(session.Sid));
        foreach (var room in session.Rooms)
        {
            dropped = Math.Max(dropped, _dropped.GetValueOrDefault(room));
        }

        return dropped;
    }

    private bool IsTooMuch(RetainedEvent oldest, long now)
        => _events.Count > options.RecoveryEvents || _bytes > options.RecoveryBytes || time.GetElapsedTime(oldest.Time, now) > options.RecoveryTime;

    private List<ReadOnlyMemory<byte>> Missed(RetainedSession session, long from, out long last)
    {
        var missed = new List<ReadOnlyMemory<byte>>();
        last = 0;
        foreach (var happened in _events)
        {
            // An event for several rooms is kept once for each.
            if (happened.Offset > from && happened.Offset != last && session.Receives(happened))
            {
                missed.Add(happened.Envelope);
                last = happened.Offset;
            }
        }

        return missed;
    }

    private long OffsetOf(string? text)
        => text is not null && text.StartsWith(_epoch, StringComparison.Ordinal) && text.Length > _epoch.Length
            && long.TryParse(text.AsSpan(_epoch.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : 0;

    private void Expire()
    {
        while (_sessionOrder.TryPeek(out var oldest)
            && (_sessions.Count >= options.RecoverySessions || time.GetElapsedTime(oldest.Time) > options.RecoveryTime || !IsKept(oldest)))
        {
            _sessionOrder.Dequeue();
            if (IsKept(oldest))
            {
                _sessions.Remove(oldest.Id);
            }
        }
    }

    private bool IsKept(RetainedSession session) => _sessions.TryGetValue(session.Id, out var known) && known == session;
}
