namespace Switchboard.Extensibility;

/// <summary>Brings attempts at jobs to workers elsewhere, and what they come to back: over a broker.</summary>
/// <remarks>
/// <para>Contract, held by <c>JobCarrierSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>An attempt is safe with the broker when <see cref="SendAsync"/> completes. Where that is not known it throws, and the same attempt is sent again: workers may see it twice.</item>
/// <item>What came of an attempt is reported to the sink; the broker keeps the report until the sink has taken it. It may come twice, late, or for an attempt
/// that nobody knows: the sink tells.</item>
/// <item>A broker that is away or refuses more is waited for: <see cref="RunAsync"/> connects again, with growing pauses, for ever.</item>
/// <item>A report that cannot be read is counted, logged and dropped.</item>
/// <item>All members are safe to call from any thread.</item>
/// </list>
/// </remarks>
public interface IJobCarrier
{
    /// <summary>Its name, as the configuration has it.</summary>
    string Name { get; }

    /// <summary>The methods whose jobs it carries: their names, or the beginnings of names before a <c>*</c>.</summary>
    IReadOnlyList<string> Methods { get; }

    /// <summary>Whether the time of an attempt begins when it is sent: where workers do not tell that they have begun. Else when they do.</summary>
    bool IsTimedFromSending { get; }

    /// <summary>Why it cannot send at present; null where it can.</summary>
    string? Problem { get; }

    /// <summary>Connects, and reports what comes back, until it is cancelled.</summary>
    /// <param name="sink">Takes reports.</param>
    /// <param name="cancellationToken">The server stops.</param>
    Task RunAsync(IJobReportSink sink, CancellationToken cancellationToken);

    /// <summary>Hands attempts to the broker, in their order. Complete when it has confirmed them.</summary>
    /// <param name="attempts">The attempts.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still have been sent.</param>
    /// <returns>For each, in their order, why it can never be sent, as when the broker has no queue for it; null where it was.</returns>
    /// <exception cref="SwitchboardException">The broker cannot take them at present, or it is not known whether it has: error 108.</exception>
    ValueTask<IReadOnlyList<ErrorCode?>> SendAsync(IReadOnlyList<JobAttempt> attempts, CancellationToken cancellationToken);

    /// <summary>Tells workers to leave an attempt alone, or to stop. Nothing is lost where that does not reach them.</summary>
    /// <param name="id">The job.</param>
    /// <param name="attempt">Which attempt.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask CancelAsync(string id, int attempt, CancellationToken cancellationToken);
}

/// <summary>An attempt at a job.</summary>
/// <param name="Id">The job.</param>
/// <param name="Number">Which attempt, from 1.</param>
/// <param name="Method">The method.</param>
/// <param name="Data">What it is called with: JSON; empty for nothing.</param>
public sealed record JobAttempt(string Id, int Number, string Method, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whose job it is.</summary>
    public required Principal Caller { get; init; }

    /// <summary>From 1 to 5; 5 is the highest.</summary>
    public int Priority { get; init; } = 3;

    /// <summary>The time that it may take.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>From when on it is not to be begun; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The trace that it belongs to, as <c>traceparent</c>; null for none.</summary>
    public string? TraceParent { get; init; }
}

/// <summary>Takes what workers report.</summary>
public interface IJobReportSink
{
    /// <summary>Takes reports, in their order. Complete when what follows from them is committed: the broker may forget them.</summary>
    /// <param name="reports">The reports.</param>
    /// <param name="cancellationToken">Gives up waiting; the reports come again.</param>
    /// <exception cref="SwitchboardException">They cannot be taken at present, as while the store is away: they are to come again after a pause.</exception>
    ValueTask ReportAsync(IReadOnlyList<JobReport> reports, CancellationToken cancellationToken);
}

/// <summary>What a worker says of an attempt.</summary>
/// <param name="Id">The job.</param>
/// <param name="Attempt">Which attempt; 0 where the worker does not know, for the present one.</param>
/// <param name="Kind">What it says.</param>
public sealed record JobReport(string Id, int Attempt, JobReportKind Kind)
{
    /// <summary>The result, or how far the work has come: JSON; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Why it failed; null for nothing but failures.</summary>
    public ErrorCode? Error { get; init; }
}

/// <summary>What a worker can say.</summary>
public enum JobReportKind
{
    /// <summary>It has begun.</summary>
    Started,

    /// <summary>How far it has come.</summary>
    Progress,

    /// <summary>It tries again by itself: it stays the same attempt.</summary>
    Retrying,

    /// <summary>It is done.</summary>
    Done,

    /// <summary>It has failed.</summary>
    Failed,

    /// <summary>It was left alone because it was cancelled.</summary>
    Cancelled,
}
