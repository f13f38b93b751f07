using System.Collections.Concurrent;
using Switchboard.Connections;
using Switchboard.Fanout;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Which call is meant when a worker answers by acknowledging the event that brought it. Keeps a call until its deadline at most.</summary>
internal sealed class CallAcks(Clock clock)
{
    // Above the numbers that events of an application get, which may share the Socket.IO namespace.
    private const long First = 1L << 40;

    private readonly ConcurrentDictionary<long, string> _calls = new();
    private readonly ConcurrentQueue<(long Number, long DueAt)> _deadlines = new();
    private long _last = First;

    /// <summary>Whether a number is that of a call.</summary>
    public static bool IsCall(long number) => number > First;

    /// <summary>Takes a call in, and gives it a number.</summary>
    public long Add(CallInvoked call)
    {
        var now = clock.Milliseconds;
        while (_deadlines.TryPeek(out var oldest) && oldest.DueAt < now && _deadlines.TryDequeue(out var due))
        {
            _calls.TryRemove(due.Number, out _);
        }

        var number = Interlocked.Increment(ref _last);
        _calls[number] = call.Id;
        _deadlines.Enqueue((number, now + call.DeadlineMilliseconds));
        return number;
    }

    /// <summary>The id of the call with a number, once; null where there is none.</summary>
    public string? Take(long number) => _calls.TryRemove(number, out var id) ? id : null;
}
