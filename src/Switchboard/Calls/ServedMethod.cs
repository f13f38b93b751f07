using Switchboard.Connections;

namespace Switchboard.Calls;

/// <summary>A method that connections serve, and the calls that wait until one of them is free. Guarded by the lock of <see cref="CallRouter"/>.</summary>
internal sealed class ServedMethod(string name)
{
    private readonly Dictionary<Connection, CallWorker> _workers = [];
    private readonly SortedSet<CallWorker> _free = new(Comparer<CallWorker>.Create(CallWorker.Compare));
    private readonly LinkedList<PendingCall> _waiting = [];

    public string Name { get; } = name;

    public bool HasWorkers => _workers.Count > 0;

    public bool HasWaiting => _waiting.Count > 0;

    public CallWorker? Find(Connection connection) => _workers.GetValueOrDefault(connection);

    public void Add(CallWorker worker)
    {
        _workers.Add(worker.Connection, worker);
        Refile(worker);
    }

    public void Remove(CallWorker worker)
    {
        _free.Remove(worker);
        _workers.Remove(worker.Connection);
        worker.HasLeft = true;
    }

    /// <summary>Changes what decides about a worker's next call.</summary>
    public void Change(CallWorker worker, int busy, int concurrency, long lastTurn)
    {
        _free.Remove(worker);
        worker.Busy = busy;
        worker.Concurrency = concurrency;
        worker.LastTurn = lastTurn;
        Refile(worker);
    }

    /// <summary>Whether anybody is there for whom the call is meant, free or not.</summary>
    public bool IsServed(CallInvocation invocation, ConnectionRegistry connections) => invocation.IsAddressed ? Addressed(invocation, connections).Any() : HasWorkers;

    /// <summary>The least busy worker that can take the call now.</summary>
    public CallWorker? Choose(CallInvocation invocation, ConnectionRegistry connections)
    {
        IEnumerable<CallWorker> candidates = invocation.IsAddressed ? Addressed(invocation, connections).Where(static worker => worker.IsFree).Order(_free.Comparer) : _free;
        foreach (var worker in candidates)
        {
            if (worker.HasCapacityFor(invocation.Data.Length))
            {
                return worker;
            }
        }

        return null;
    }

    /// <summary>Lets a call wait; one that a worker has lost goes before the others.</summary>
    public void Wait(PendingCall call, bool isFirst)
    {
        call.Queue = this;
        call.Place = isFirst ? _waiting.AddFirst(call) : _waiting.AddLast(call);
    }

    public void StopWaiting(PendingCall call)
    {
        if (call.Place is { } place)
        {
            _waiting.Remove(place);
            call.Place = null;
            call.Queue = null;
        }
    }

    /// <summary>The first call that waits for a worker like this.</summary>
    public PendingCall? NextFor(CallWorker worker)
    {
        for (var place = _waiting.First; place is not null; place = place.Next)
        {
            if (worker.Fits(place.Value.Invocation))
            {
                return place.Value;
            }
        }

        return null;
    }

    /// <summary>The calls that wait at this moment.</summary>
    public PendingCall[] Waiting() => [.. _waiting];

    /// <summary>The free workers at this moment.</summary>
    public CallWorker[] Free() => [.. _free];

    private IEnumerable<CallWorker> Addressed(CallInvocation invocation, ConnectionRegistry connections)
    {
        foreach (var connection in connections.Select(new ConnectionTarget { User = invocation.User, Client = invocation.Client }))
        {
            if (_workers.TryGetValue(connection, out var worker))
            {
                yield return worker;
            }
        }
    }

    private void Refile(CallWorker worker)
    {
        if (worker.IsFree)
        {
            _free.Add(worker);
        }
    }
}
