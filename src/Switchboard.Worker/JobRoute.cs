namespace Switchboard.Worker;

/// <summary>A method, and what carries it out.</summary>
/// <param name="Method">The method.</param>
/// <param name="Options">How.</param>
/// <param name="Handle">Carries a job out; what it returns is the result, JSON.</param>
internal sealed record JobRoute(string Method, JobHandlerOptions Options, Func<JobContext, SwitchboardWorkerOptions, Task<ReadOnlyMemory<byte>>> Handle);
