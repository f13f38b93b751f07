using Switchboard.Outbound;
using Switchboard.Timing;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Which call is meant when a worker answers by acknowledging the event that brought it. Keeps a call until it is answered, or its deadline.</summary>
internal sealed class CallAcks(Clock clock)
{
    // Above the numbers that events of an application get, which may share the Socket.IO namespace; and clients exist that read 32 bits.
    private const int First = 1 << 30;
    private const int FewCalls = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, (string Id, long DueAt)> _calls = [];
    private int _last;
    private int _many = FewCalls;

    /// <summary>Whether a number is that of a call.</summary>
    public static bool IsCall(long number) => number >= First;

    /// <summary>Takes a call in, and gives it a number.</summary>
    public long Add(CallInvoked call)
    {
        var now = clock.Milliseconds;
        lock (_lock)
        {
            if (_calls.Count >= _many)
            {
                Expire(now);
            }

            var number = First + (_last++ & (First - 1));
            _calls[number] = (call.Id, now + call.DeadlineMilliseconds);
            return number;
        }
    }

    /// <summary>The id of the call with a number; null where there is none. Anybody may ask: whether the call is theirs is another question.</summary>
    public string? Find(long number)
    {
        lock (_lock)
        {
            return _calls.TryGetValue(number, out var call) ? call.Id : null;
        }
    }

    /// <summary>Forgets a call that its worker has answered.</summary>
    public void Remove(long number)
    {
        lock (_lock)
        {
            _calls.Remove(number);
        }
    }

    private void Expire(long now)
    {
        foreach (var (number, call) in _calls)
        {
            if (call.DueAt < now)
            {
                _calls.Remove(number);
            }
        }

        // Looked through again when it has doubled: a constant effort for each call.
        _many = Math.Max(FewCalls, _calls.Count * 2);
    }
}
