using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>An outbox under test.</summary>
/// <param name="Store">The store; empty.</param>
/// <param name="Other">The same store as another node sees it; the same object where only one node can use it.</param>
public sealed record OutboxStoreFixture(IOutboxStore Store, IOutboxStore Other) : IAsyncDisposable
{
    /// <summary>Frees what belongs to the store.</summary>
    public Func<ValueTask> Release { get; init; } = static () => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Release();
}
