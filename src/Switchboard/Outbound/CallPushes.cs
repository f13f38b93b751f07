namespace Switchboard.Outbound;

/// <summary>A worker is given a call.</summary>
internal sealed class CallInvoked(string id, string method, ReadOnlyMemory<byte> data, CallCaller caller, long deadlineMilliseconds) : Push("")
{
    /// <summary>By what the worker answers.</summary>
    public string Id { get; } = id;

    public string Method { get; } = method;

    /// <summary>JSON; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Data { get; } = data;

    public CallCaller Caller { get; } = caller;

    /// <summary>The time that is left.</summary>
    public long DeadlineMilliseconds { get; } = deadlineMilliseconds;

    /// <summary>The attempt at a job that the call is; null where it is none.</summary>
    public CallJob? Job { get; init; }
}

/// <summary>A worker is told that nobody waits for its answer to a call any more.</summary>
internal sealed class CallCancelled(string id) : Push("")
{
    public string Id { get; } = id;
}

/// <summary>A caller is told how far its call has come.</summary>
internal sealed class CallProgressed(string id, ReadOnlyMemory<byte> data) : Push("")
{
    /// <summary>By what the caller knows the call.</summary>
    public string Id { get; } = id;

    /// <summary>JSON.</summary>
    public ReadOnlyMemory<byte> Data { get; } = data;
}

/// <summary>An attempt at a job.</summary>
/// <param name="Id">The job.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
internal sealed record CallJob(string Id, int Attempt);

/// <summary>Who calls, as a worker is told.</summary>
/// <param name="Kind">What stands behind the call.</param>
/// <param name="User">The user id; empty for anonymous parties and services.</param>
/// <param name="Client">The calling connection's id; empty where none calls.</param>
/// <param name="Info">JSON attached to the connection by whoever authenticated it; empty when there is none.</param>
internal sealed record CallCaller(PrincipalKind Kind, string User, string Client, ReadOnlyMemory<byte> Info);
