using Switchboard.Extensibility;

namespace Switchboard.Specs;

/// <summary>A store under test, with its clock.</summary>
/// <param name="Store">The store; empty.</param>
/// <param name="Time">The time by which it goes.</param>
/// <param name="Advance">Lets time pass for the store.</param>
public sealed record StreamStoreFixture(IStreamStore Store, TimeProvider Time, Action<TimeSpan> Advance) : IAsyncDisposable
{
    /// <summary>The entries of map channels in the same store.</summary>
    public IMapStore Maps => (IMapStore)Store;

    /// <summary>The wholes of mutable channels in the same store.</summary>
    public IWholeStore Wholes => (IWholeStore)Store;

    /// <summary>Counts the streams that the store keeps anything of.</summary>
    public required Func<ValueTask<long>> CountStreams { get; init; }

    /// <summary>Has the store remove what is past its time.</summary>
    public required Func<ValueTask> Sweep { get; init; }

    /// <summary>Frees what belongs to the store.</summary>
    public Func<ValueTask> Release { get; init; } = static () => ValueTask.CompletedTask;

    /// <summary>The time by the calendar.</summary>
    public DateTimeOffset Now() => Time.GetUtcNow();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Release();
}
