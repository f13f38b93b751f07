using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>An inbox store under test, with its clock.</summary>
/// <param name="Store">The store; empty.</param>
/// <param name="Advance">Lets time pass for the store.</param>
/// <param name="Now">Tells the time of the store.</param>
/// <param name="SweepAsync">Has the store remove what is past its time.</param>
public sealed record InboxStoreFixture(IInboxStore Store, Action<TimeSpan> Advance, Func<DateTimeOffset> Now, Func<Task> SweepAsync) : IAsyncDisposable
{
    /// <summary>Frees what belongs to the store.</summary>
    public Func<ValueTask> Release { get; init; } = static () => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Release();
}
