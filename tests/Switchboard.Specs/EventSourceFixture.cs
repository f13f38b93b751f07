using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>An event source under test, and its broker.</summary>
/// <param name="Create">Makes a source; each consumes the same.</param>
public sealed record EventSourceFixture(Func<IEventSource> Create) : IAsyncDisposable
{
    /// <summary>How many messages a source may have under way.</summary>
    public required int Prefetch { get; init; }

    /// <summary>Gives the broker a message, with a header <c>kind</c>. Completes when the broker has it.</summary>
    public required Func<string, string?, Task> PublishAsync { get; init; }

    /// <summary>Has the broker end what the source has open, as a fault does.</summary>
    public required Func<Task> InterruptAsync { get; init; }

    /// <summary>The oldest message that was given up as unusable, and why; waits for one.</summary>
    public required Func<Task<(string Body, string Reason)>> TakeDeadLetterAsync { get; init; }

    /// <summary>Frees what belongs to it.</summary>
    public Func<ValueTask> Release { get; init; } = static () => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Release();
}
