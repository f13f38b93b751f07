using Microsoft.Extensions.Logging;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.Json;
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
    CallHandlers mapped, HandlerRunner runner, ConnectionRegistry connections, SettingsHolder settings, Clock clock, TimeProvider time, CallMetrics metrics,
    Supervisor supervisor, ILogger<CallRouter> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Connection, ConnectionCalls> _connections = [];
    private readonly Dictionary<string, ServedMethod> _methods = new(StringComparer.Ordinal);
    private readonly CallBudget _node = new();
    private long _turn;
    private long _workerNumber;

    /// <summary>Calls a method. Whatever happens, the call ends: with a result, an error, or at its deadline.</summary>
    public ValueTask<CallAnswer> CallAsync(CallInvocation invocation, CancellationToken cancellationToken)
    {
        var handler = invocation.IsAddressed ? null : mapped.Find(invocation.Method, isJob: invocation.Job is not null);
        var call = new PendingCall(invocation, clock.Milliseconds) { Handler = handler is null ? null : new CancellationTokenSource() };
        if (Accept(call) is { } error)
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
            return _connections.TryGetValue(connection, out var its) && its.FindMade(id) is { } call && End(call, ErrorCodes.Cancelled, CallEndReason.Cancelled);
        }
    }

    /// <summary>Ends a call that the application's handler has carried out.</summary>
    public void Finish(PendingCall call, in Result<ReadOnlyMemory<byte>> outcome)
    {
        lock (_lock)
        {
            End(call, outcome, outcome.IsSuccess ? CallEndReason.Result : CallEndReason.Error);

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

                call.Invocation.Connection?.Send(new CallProgressed(call.Invocation.Id, json));
            }
        }

        Notify(call.Invocation, json);
        return true;
    }

    // A listener that fails is the application's fault, not that of the worker who reports.
    private void Notify(CallInvocation invocation, ReadOnlyMemory<byte> json)
    {
        try
        {
            invocation.Progress?.Report(json);
        }
        catch (Exception exception)
        {
            CallLog.ListenerFailed(logger, exception, invocation.Method);
        }
    }

    private static CallEndReason HowEnded(ErrorCode error)
        => error == ErrorCodes.DeadlineExceeded ? CallEndReason.Deadline : CallLoss.IsOne(error) ? CallEndReason.WorkerLost : CallEndReason.Cancelled;

    private bool IsHeard(PendingCall call, ReadOnlyMemory<byte> json)
    {
        var rules = settings.Current.Calls;
        var caller = call.Invocation.Connection;
        var listens = caller is null ? call.Invocation.Progress is not null : call.Invocation.Id.Length > 0;

        // Progress can be done without: it never fills the queue of a caller that reads slowly.
        return !call.HasEnded && listens && json.Length <= rules.MaxProgressBytes
            && !JsonDepth.Exceeds(json.Span, settings.Current.Limits.PayloadDepth)
            && call.TakeProgress(clock.Milliseconds, rules.ProgressPerSecond)
            && (caller is null || caller.Outbound.QueuedBytes < caller.Limits.OutboundQueueBytes / 2);
    }

    private async ValueTask<CallAnswer> WaitAsync(PendingCall call, CancellationToken cancellationToken)
    {
        await using var timer = time.CreateTimer(_ => EndDetached(call, ErrorCodes.DeadlineExceeded), null, call.Invocation.Deadline, Timeout.InfiniteTimeSpan);
        await using var registration = cancellationToken.UnsafeRegister(_ => EndDetached(call, ErrorCodes.Cancelled), null);
        var outcome = await call.Ended;
        return new CallAnswer(outcome, call.Handler is not null || call.Attempts > 0);
    }

    /// <summary>Takes a call in, and brings it to a worker where no handler of the application carries it out. The answer says why not.</summary>
    private ErrorCode? Accept(PendingCall call)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            var invocation = call.Invocation;
            var rules = settings.Current.Calls;
            var its = invocation.Connection is { } caller ? CallsOf(caller) : null;
            if (invocation.Connection is not null && its is null)
            {
                return ErrorCodes.Cancelled;
            }

            if (invocation.Id.Length > 0 && its?.FindMade(invocation.Id) is not null)
            {
                return ErrorCodes.BadRequest;
            }

            var size = invocation.Data.Length;
            if (!_node.HasCapacityFor(size, rules.PendingPerNode, rules.PendingBytesPerNode)
                || its?.Budget.HasCapacityFor(size, rules.PendingPerConnection, rules.PendingBytesPerConnection) == false)
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

    private void EndDetached(PendingCall call, ErrorCode error)
        => supervisor.Run("calls", (Router: this, Call: call, Error: error), static end => end.Router.End(end.Call, end.Error));

    private void End(PendingCall call, ErrorCode error)
    {
        using var batch = DrainBatch.Begin();
        lock (_lock)
        {
            End(call, error, HowEnded(error));
        }
    }

    /// <summary>Ends a call, unless it has ended. Under the lock.</summary>
    private bool End(PendingCall call, in Result<ReadOnlyMemory<byte>> outcome, CallEndReason how)
    {
        // Answer, deadline, caller and worker race for this: the first under the lock ends the call, and the others find it ended.
        if (call.HasEnded)
        {
            return false;
        }

        call.End(outcome);
        metrics.Ended(how, clock.Milliseconds - call.StartedAt);
        if (call.Invocation.Connection is { } caller && _connections.TryGetValue(caller, out var its))
        {
            its.RemoveMade(call);
        }

        call.Queue?.StopWaiting(call);
        var isGivenUp = how is CallEndReason.Cancelled or CallEndReason.Deadline;
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
        var size = call.Invocation.Data.Length;
        _node.Return(size);
        metrics.Pending.Add(-1);
        if (call.Invocation.Connection is { } caller && _connections.TryGetValue(caller, out var its))
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
