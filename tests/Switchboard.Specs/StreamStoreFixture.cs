using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>A store under test, with its clock.</summary>
/// <param name="Store">The store; empty.</param>
/// <param name="Advance">Lets time pass for the store.</param>
public sealed record StreamStoreFixture(IStreamStore Store, Action<TimeSpan> Advance) : IAsyncDisposable
{
    /// <summary>Frees what belongs to the store.</summary>
    public Func<ValueTask> Release { get; init; } = static () => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Release();
}
