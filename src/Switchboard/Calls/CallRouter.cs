using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Calls;

/// <summary>Brings calls to who serves them, and what they come to back. Knows this node's connections alone.</summary>
/// <remarks>
/// One lock guards everything. Under it connections are only enqueued to: each operation begins a <see cref="DrainBatch"/> before it
/// takes the lock, and so sends behind it. A call ends exactly once, in <c>End</c>.
/// </remarks>
internal sealed partial class CallRouter(
    MappedCalls mapped, HandlerRunner runner, ConnectionRegistry connections, SettingsHolder settings, Clock clock, TimeProvider time, CallMetrics metrics,
    ILogger<CallRouter> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Connection, ConnectionCalls> _connections = [];
    private readonly Dictionary<string, ServedMethod> _methods = new(StringComparer.Ordinal);
    private readonly CallBudget _node = new();
    private long _turn;
    private long _workerNumber;

    /// <summary>Calls a method. Whatever happens, the call ends: with a result, an error, or at its deadline.</summary>
    public ValueTask<CallAnswer> CallAsync(CallOrder order, CancellationToken cancellationToken)
    {
        var handler = order.IsAddressed ? null : mapped.Find(order.Method);
        var call = new PendingCall(order, clock.Milliseconds) { Handler = handler is null ? null : new CancellationTokenSource() };
        if (Enter(call) is { } error)
        {
            return ValueTask.FromResult(new CallAnswer(error, WasGiven: false));
        }

        if (handler is not null)
        {
            runner.Start(this, call, handler);
        }

        return WaitAsync(call, cancellationToken);
    }

    /// <summary>Ends a call on behalf of the connection that made it. False where there is none of that id.</summary>
    public bool Cancel(Connection connection, string id)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            return _connections.TryGetValue(connection, out var its) && its.FindMade(id) is { } call && End(call, ErrorCodes.Cancelled, CallEnd.Cancelled);
        }
    }

    /// <summary>Ends a call that the application's handler has carried out.</summary>
    public void Finish(PendingCall call, in Outcome<ReadOnlyMemory<byte>> outcome)
    {
        lock (_lock)
        {
            End(call, outcome, outcome.IsSuccess ? CallEnd.Result : CallEnd.Error);

            // Only now: a handler that does not look at its token takes up what it takes up for as long as it runs.
            Return(call);
        }
    }

    /// <summary>Passes progress on to the caller. False where it is dropped.</summary>
    public bool Report(PendingCall call, ReadOnlyMemory<byte> json)
    {
        using (DrainBatch.Begin())
        {
            lock (_lock)
            {
                if (!IsHeard(call, json))
                {
                    metrics.ProgressDropped.Add(1);
                    return false;
                }

                call.Order.Connection?.Send(new CallProgressed(call.Order.Id, json));
            }
        }

        Tell(call.Order, json);
        return true;
    }

    // A listener that fails is the application's fault, not that of the worker who reports.
    private void Tell(CallOrder order, ReadOnlyMemory<byte> json)
    {
        try
        {
            order.Progress?.Report(json);
        }
        catch (Exception exception)
        {
            CallLog.ListenerFailed(logger, exception, order.Method);
        }
    }

    private static CallEnd HowEnded(ErrorCode error)
        => error == ErrorCodes.DeadlineExceeded ? CallEnd.Deadline : error == ErrorCodes.WorkerLost ? CallEnd.WorkerLost : CallEnd.Cancelled;

    private bool IsHeard(PendingCall call, ReadOnlyMemory<byte> json)
    {
        var rules = settings.Current.Calls;
        var caller = call.Order.Connection;
        var listens = caller is null ? call.Order.Progress is not null : call.Order.Id.Length > 0;

        // Progress can be done without: it never fills the queue of a caller that reads slowly.
        return !call.HasEnded && listens && json.Length <= rules.MaxProgressBytes
            && call.TakeProgress(clock.Milliseconds, rules.ProgressPerSecond)
            && (caller is null || caller.Outbound.QueuedBytes < caller.Limits.OutboundQueueBytes / 2);
    }

    private async ValueTask<CallAnswer> WaitAsync(PendingCall call, CancellationToken cancellationToken)
    {
        await using var timer = time.CreateTimer(_ => End(call, ErrorCodes.DeadlineExceeded), null, call.Order.Deadline, Timeout.InfiniteTimeSpan);
        await using var registration = cancellationToken.UnsafeRegister(_ => End(call, ErrorCodes.Cancelled), null);
        var outcome = await call.Ended;
        return new CallAnswer(outcome, call.Handler is not null || call.Attempts > 0);
    }

    /// <summary>Takes a call in, and brings it to a worker where no handler of the application carries it out. The answer says why not.</summary>
    private ErrorCode? Enter(PendingCall call)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            var order = call.Order;
            var rules = settings.Current.Calls;
            var its = order.Connection is { } caller ? CallsOf(caller) : null;
            if (order.Connection is not null && its is null)
            {
                return ErrorCodes.Cancelled;
            }

            if (order.Id.Length > 0 && its?.FindMade(order.Id) is not null)
            {
                return ErrorCodes.BadRequest;
            }

            var size = order.Data.Length;
            if (!_node.HasRoomFor(size, rules.PendingPerNode, rules.PendingBytesPerNode)
                || its?.Budget.HasRoomFor(size, rules.PendingPerConnection, rules.PendingBytesPerConnection) == false)
            {
                return ErrorCodes.TooManyRequests;
            }

            if (call.Handler is null && Place(call) is { } error)
            {
                return error;
            }

            _node.Take(size);
            its?.Budget.Take(size);
            its?.AddMade(call);
            metrics.Pending.Add(1);
            return null;
        }
    }

    private void End(PendingCall call, ErrorCode error)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            End(call, error, HowEnded(error));
        }
    }

    /// <summary>Ends a call, unless it has ended. Under the lock.</summary>
    private bool End(PendingCall call, in Outcome<ReadOnlyMemory<byte>> outcome, CallEnd how)
    {
        if (call.HasEnded)
        {
            return false;
        }

        call.End(outcome);
        metrics.Ended(how, clock.Milliseconds - call.StartedAt);
        if (call.Order.Connection is { } caller && _connections.TryGetValue(caller, out var its))
        {
            its.RemoveMade(call);
        }

        call.Queue?.StopWaiting(call);
        var isGivenUp = how is CallEnd.Cancelled or CallEnd.Deadline;
        if (call.Handler is null)
        {
            Return(call);
        }
        else if (isGivenUp)
        {
            // What listens to the token runs elsewhere, not under the lock.
            _ = call.Handler.CancelAsync();
        }

        if (call.Worker is { } worker)
        {
            TakeBack(call, worker, tell: isGivenUp);
        }

        return true;
    }

    private void Return(PendingCall call)
    {
        var size = call.Order.Data.Length;
        _node.Return(size);
        metrics.Pending.Add(-1);
        if (call.Order.Connection is { } caller && _connections.TryGetValue(caller, out var its))
        {
            its.Budget.Return(size);
        }
    }

    /// <summary>What a connection has to do with calls; null where it is closing, and has been or is about to be released.</summary>
    private ConnectionCalls? CallsOf(Connection connection)
    {
        if (!connection.IsOpen)
        {
            return null;
        }

        if (!_connections.TryGetValue(connection, out var its))
        {
            its = new ConnectionCalls();
            _connections.Add(connection, its);
        }

        return its;
    }
}
