namespace Switchboard.Fanout;

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
}
