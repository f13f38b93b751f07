namespace Switchboard.Calls;

/// <summary>How a call ended; for metrics.</summary>
internal enum CallEnd
{
    Result,
    Error,
    Deadline,
    Cancelled,
    WorkerLost,
}
