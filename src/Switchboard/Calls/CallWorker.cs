using Switchboard.Connections;

namespace Switchboard.Calls;

/// <summary>A connection that serves a method. What can change is guarded by the lock of <see cref="CallRouter"/>.</summary>
internal sealed class CallWorker(Connection connection, ServedMethod method, long number)
{
    // A part of a connection's queue stays free of calls, so that these alone cannot make it slow.
    private const int QueueShare = 2;

    public Connection Connection { get; } = connection;

    public ServedMethod Method { get; } = method;

    /// <summary>Tells workers apart that are alike otherwise.</summary>
    public long Number { get; } = number;

    /// <summary>How many calls it can be given at once.</summary>
    public int Concurrency { get; set; }

    /// <summary>How many calls it has.</summary>
    public int Busy { get; set; }

    /// <summary>Counts up with each call that any worker is given: of equally busy workers, the one that waited longest comes first.</summary>
    public long LastTurn { get; set; }

    /// <summary>Whether it takes no more calls. It may still answer those that it has.</summary>
    public bool HasLeft { get; set; }

    public bool IsFree => !HasLeft && Busy < Concurrency;

    /// <summary>Whether its connection is open and has room for so many bytes.</summary>
    public bool HasCapacityFor(int bytes)
    {
        var queued = Connection.Outbound.QueuedBytes;
        return Connection.IsOpen && (queued == 0 || queued + bytes <= Connection.Limits.OutboundQueueBytes / QueueShare);
    }

    /// <summary>Whether a call is meant for it.</summary>
    public bool Fits(CallInvocation invocation)
        => (invocation.Client is null || invocation.Client == Connection.Id) && (invocation.User is null || invocation.User == Connection.Principal.UserId);

    /// <summary>Compares by how soon workers get the next call.</summary>
    public static int Compare(CallWorker? left, CallWorker? right)
    {
        if (left is null || right is null)
        {
            return (left is null ? 0 : 1) - (right is null ? 0 : 1);
        }

        var invocation = left.Busy.CompareTo(right.Busy);
        invocation = invocation != 0 ? invocation : left.LastTurn.CompareTo(right.LastTurn);
        return invocation != 0 ? invocation : left.Number.CompareTo(right.Number);
    }
}
