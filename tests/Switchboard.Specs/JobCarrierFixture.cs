using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>A carrier of jobs under test, and the broker and workers behind it.</summary>
/// <param name="Carrier">The carrier; it does not run yet.</param>
/// <param name="StartWorkerAsync">Starts a worker in a process of its own. It serves <c>echo</c>, which returns <c>value</c>; <c>fail</c>, which fails with <c>message</c>; and <c>hold</c>, which
/// says <c>{"step": 1}</c> of its progress, waits until there is a file of the name <c>file</c>, and returns <c>"released"</c>.</param>
public sealed record JobCarrierFixture(IJobCarrier Carrier, Func<Task<IJobWorker>> StartWorkerAsync) : IAsyncDisposable
{
    /// <summary>A carrier to the same broker, for whose methods there is no queue.</summary>
    public required IJobCarrier Unroutable { get; init; }

    /// <summary>Puts what is no report among the reports.</summary>
    public required Func<Task> WriteRubbishAsync { get; init; }

    /// <summary>Has the broker refuse messages for want of memory, or not any more.</summary>
    public required Func<bool, Task> SetAlarmAsync { get; init; }

    /// <summary>Ends the broker, as a crash does.</summary>
    public required Func<Task> KillBrokerAsync { get; init; }

    /// <summary>Starts the broker again, with what it had on disk.</summary>
    public required Func<Task> StartBrokerAsync { get; init; }

    /// <summary>Frees what belongs to the test.</summary>
    public Func<ValueTask> Release { get; init; } = static () => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Release();
}

/// <summary>A worker. It ends in good order when it is disposed.</summary>
public interface IJobWorker : IAsyncDisposable
{
    /// <summary>Ends it at once, as a crash does.</summary>
    Task KillAsync();
}
