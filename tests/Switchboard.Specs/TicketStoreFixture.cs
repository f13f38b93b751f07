using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>A ticket store under test.</summary>
/// <param name="Store">The store; empty.</param>
/// <param name="Other">The same store as another node sees it; the same object where only one node can use it.</param>
/// <param name="Advance">Lets time pass, for both.</param>
public sealed record TicketStoreFixture(ITicketStore Store, ITicketStore Other, Func<TimeSpan, Task> Advance) : IAsyncDisposable
{
    /// <summary>The present, by the clock that tickets are made by.</summary>
    public Func<DateTimeOffset> Now { get; init; } = static () => DateTimeOffset.UtcNow;

    /// <summary>Frees what belongs to the store.</summary>
    public Func<ValueTask> Release { get; init; } = static () => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Release();
}
