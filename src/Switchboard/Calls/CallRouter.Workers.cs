using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Results;

namespace Switchboard.Calls;

/// <content>The connections that serve methods.</content>
internal sealed partial class CallRouter
{
    /// <summary>Called with a method that somebody has begun to serve, or serves more of; outside all locks. Must not throw.</summary>
    public Action<string>? OnServed { get; set; }

    /// <summary>Whether a connection of this node serves a method.</summary>
    public bool IsServed(string name)
    {
        lock (_lock)
        {
            return _methods.ContainsKey(name);
        }
    }

    /// <summary>Lets a connection serve a method, or changes how many calls it is given at once.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="name">The method.</param>
    /// <param name="concurrency">How many calls at once; 0 for the default. More than the most is cut to that.</param>
    /// <returns>Why not; null where it does.</returns>
    public ErrorCode? Serve(Connection connection, string name, int concurrency)
    {
        var rules = settings.Current.Calls;
        var most = Math.Min(concurrency == 0 ? rules.DefaultConcurrency : concurrency, rules.MaxConcurrency);
        using (DrainBatch.Begin())
        {
            lock (_lock)
            {
                if (ServeLocked(connection, name, most, rules) is { } error)
                {
                    return error;
                }
            }
        }

        OnServed?.Invoke(name);
        return null;
    }

    /// <summary>How many more calls of a method its workers can be given at this moment.</summary>
    public int CountFree(string name)
    {
        lock (_lock)
        {
            return _methods.TryGetValue(name, out var method) && !method.HasWaiting ? method.Free().Sum(static worker => worker.Concurrency - worker.Busy) : 0;
        }
    }

    /// <summary>Gives a connection no more calls of a method. It may still answer those that it has.</summary>
    public void Unserve(Connection connection, string name)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            if (_connections.TryGetValue(connection, out var its) && its.Serves.Remove(name, out var worker))
            {
                Dismiss(worker);
            }
        }
    }

    /// <summary>The methods that a connection serves.</summary>
    public string[] MethodsOf(Connection connection)
    {
        lock (_lock)
        {
            return _connections.TryGetValue(connection, out var its) ? [.. its.Serves.Keys] : [];
        }
    }

    /// <summary>Takes a worker's answer. False where the call has ended, or is none of this connection's.</summary>
    public bool Answer(Connection connection, string id, Result<ReadOnlyMemory<byte>> outcome)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            if (FindGiven(connection, id) is { } call)
            {
                outcome = outcome.Value.Length > call.Invocation.Namespace.MaxPayloadBytes ? ErrorCodes.LimitExceeded : outcome;
                return End(call, outcome, outcome.IsSuccess ? CallEndReason.Result : CallEndReason.Error);
            }
        }

        metrics.LateAnswers.Add(1);
        return false;
    }

    /// <summary>Takes a worker's progress. False where it is dropped.</summary>
    public bool Report(Connection connection, string id, ReadOnlyMemory<byte> json)
    {
        PendingCall? call;
        lock (_lock)
        {
            call = FindGiven(connection, id);
        }

        if (call is not null)
        {
            return Report(call, json);
        }

        metrics.LateAnswers.Add(1);
        return false;
    }

    /// <summary>Lets go everything of a connection that has closed: nobody waits for its calls, and those that it was given are lost.</summary>
    public void Release(Connection connection)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            if (!_connections.TryGetValue(connection, out var its))
            {
                return;
            }

            // Those that wait first, so that no worker is given one of them in the place of another.
            foreach (var call in its.Made().Where(static call => !call.Invocation.OutlivesCaller).OrderBy(static call => call.Place is null))
            {
                End(call, ErrorCodes.Cancelled, CallEndReason.Cancelled);
            }

            foreach (var worker in its.Serves.Values)
            {
                worker.Method.Remove(worker);
            }

            var loss = CallLoss.Of(connection, its.Given.Count);
            foreach (var call in its.Given.Values.ToArray())
            {
                Lose(call, its, loss);
            }

            foreach (var worker in its.Serves.Values)
            {
                Dismiss(worker);
            }

            _connections.Remove(connection);
        }
    }

    /// <summary>Gives workers what waits for them, where their connections have room again. Called now and then.</summary>
    public void FeedAll()
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            foreach (var method in _methods.Values)
            {
                if (method.HasWaiting)
                {
                    Array.ForEach(method.Free(), Feed);
                }
            }
        }
    }

    private ErrorCode? ServeLocked(Connection connection, string name, int most, CallSettings rules)
    {
        if (CallsOf(connection) is not { } its)
        {
            return ErrorCodes.NotAvailable;
        }

        if (its.Serves.TryGetValue(name, out var worker))
        {
            worker.Method.Change(worker, worker.Busy, most, worker.LastTurn);
            Feed(worker);
            return null;
        }

        if (rules.MethodsPerConnection > 0 && its.Serves.Count >= rules.MethodsPerConnection)
        {
            return ErrorCodes.LimitExceeded;
        }

        its.Serves.Add(name, Add(connection, name, most));
        metrics.Workers.Add(1);
        return null;
    }

    private PendingCall? FindGiven(Connection connection, string id)
        => _connections.TryGetValue(connection, out var its) ? its.Given.GetValueOrDefault(id) : null;

    private CallWorker Add(Connection connection, string name, int concurrency)
    {
        if (!_methods.TryGetValue(name, out var method))
        {
            method = new ServedMethod(name);
            _methods.Add(name, method);
        }

        var worker = new CallWorker(connection, method, ++_workerNumber) { Concurrency = concurrency };
        method.Add(worker);
        Feed(worker);
        return worker;
    }

    /// <summary>Brings a call to the least busy worker, or lets it wait until one is free. The answer says why not.</summary>
    private ErrorCode? Place(PendingCall call, bool isFirst = false)
    {
        var invocation = call.Invocation;
        if (!_methods.TryGetValue(invocation.Method, out var method) || !method.IsServed(invocation, connections))
        {
            return ErrorCodes.MethodNotFound;
        }

        if (invocation.Data.Length > settings.Current.Limits.OutboundQueueBytes / 2)
        {
            return ErrorCodes.LimitExceeded;
        }

        if (method.Choose(invocation, connections) is { } worker)
        {
            Give(call, worker);
        }
        else
        {
            method.Wait(call, isFirst);
        }

        return null;
    }

    private void Give(PendingCall call, CallWorker worker)
    {
        // A connection that is closing has its release still before it: what it is given here is lost there.
        worker.Method.Change(worker, worker.Busy + 1, worker.Concurrency, ++_turn);
        call.Worker = worker;
        call.Attempts++;
        _connections[worker.Connection].Given.Add(call.Id, call);
        var left = Math.Max(1, call.DueAt - clock.Milliseconds);
        worker.Connection.Send(new CallInvoked(call.Id, call.Invocation.Method, call.Invocation.Data, CallerOf(call.Invocation), left) { Job = call.Invocation.Job });
    }

    private static CallCaller CallerOf(CallInvocation invocation)
        => new(invocation.Caller.Kind, invocation.Caller.UserId, invocation.Connection?.Id ?? "", invocation.Caller.Info);

    /// <summary>Takes a call that has ended away from its worker, who gets the next one.</summary>
    private void TakeBack(PendingCall call, CallWorker worker, bool tell)
    {
        call.Worker = null;
        if (_connections.TryGetValue(worker.Connection, out var its))
        {
            its.Given.Remove(call.Id);
        }

        if (tell)
        {
            worker.Connection.Send(new CallCancelled(call.Id));
        }

        worker.Method.Change(worker, worker.Busy - 1, worker.Concurrency, worker.LastTurn);
        Feed(worker);
    }

    private void Feed(CallWorker worker)
    {
        while (worker.IsFree && worker.Method.NextFor(worker) is { } next && worker.HasCapacityFor(next.Invocation.Data.Length))
        {
            worker.Method.StopWaiting(next);
            Give(next, worker);
        }
    }

    /// <summary>The connection that had a call is gone: another gets it if it may be carried out twice, else it ends.</summary>
    private void Lose(PendingCall call, ConnectionCalls its, ErrorCode loss)
    {
        its.Given.Remove(call.Id);
        call.Worker = null;
        if (CallLoss.IsOne(loss) && call.Invocation.IsIdempotent && call.Attempts < settings.Current.Calls.MaxAttempts && Place(call, isFirst: true) is null)
        {
            metrics.Retries.Add(1);
            return;
        }

        End(call, loss, CallEndReason.WorkerLost);
    }

    /// <summary>Takes a worker off its method, and ends the calls for which nobody is left.</summary>
    private void Dismiss(CallWorker worker)
    {
        var method = worker.Method;
        method.Remove(worker);
        metrics.Workers.Add(-1);
        foreach (var call in method.Waiting())
        {
            if (!method.IsServed(call.Invocation, connections))
            {
                End(call, ErrorCodes.WorkerLost, CallEndReason.WorkerLost);
            }
        }

        if (!method.HasWorkers)
        {
            _methods.Remove(method.Name);
        }
    }
}
