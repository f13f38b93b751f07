using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>A store of calls' results under test, with its clock.</summary>
/// <param name="Store">The store; empty.</param>
/// <param name="Advance">Lets time pass for the store.</param>
/// <param name="SweepAsync">Has the store remove what is past its time.</param>
public sealed record CallResultStoreFixture(ICallResultStore Store, Action<TimeSpan> Advance, Func<Task> SweepAsync) : IAsyncDisposable
{
    /// <summary>Frees what belongs to the store.</summary>
    public Func<ValueTask> Release { get; init; } = static () => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Release();
}
