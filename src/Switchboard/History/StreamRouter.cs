using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.InMemory;

namespace Switchboard.History;

/// <summary>Picks the store of a channel's stream and entries: what its namespace says.</summary>
/// <param name="memory">Keeps what is not durable.</param>
/// <param name="settings">Says which namespace is which.</param>
/// <param name="durable">Keeps what is; null where there is no such store, and so no such namespace.</param>
internal sealed class StreamRouter(InMemoryStreamStore memory, SettingsHolder settings, IDurableStreamStore? durable = null) : IStreamStore, IMapStore, IWholeStore
{
    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken)
        => StoreOf(append.Channel).AppendAsync(append, sink, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
        => StoreOf(channel).ReadAsync(channel, retention, read, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken)
        => StoreOf(channel).RemoveHistoryAsync(channel, cancellationToken);

    /// <inheritdoc/>
    public void Pin(string channel) => StoreOf(channel).Pin(channel);

    /// <inheritdoc/>
    /// <remarks>In memory in any case: its namespace may have become durable meanwhile.</remarks>
    public void Unpin(string channel)
    {
        memory.Unpin(channel);
        durable?.Unpin(channel);
    }

    /// <inheritdoc/>
    public ValueTask<MapChangeResult> ChangeAsync(MapChange change, IPublicationSink sink, CancellationToken cancellationToken)
        => MapsOf(change.Channel).ChangeAsync(change, sink, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MapPage> ReadEntriesAsync(string channel, StreamRetention retention, MapRead read, CancellationToken cancellationToken)
        => MapsOf(channel).ReadEntriesAsync(channel, retention, read, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CountEntriesAsync(string channel, CancellationToken cancellationToken)
        => MapsOf(channel).CountEntriesAsync(channel, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ClearAsync(string channel, CancellationToken cancellationToken) => MapsOf(channel).ClearAsync(channel, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ExpiredEntry>> ListExpiredEntriesAsync(int limit, CancellationToken cancellationToken)
        => ListAsync(memory.ListExpiredEntriesAsync, durable is null ? null : durable.ListExpiredEntriesAsync, limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StreamSlice> ReadWholesAsync(string channel, StreamRetention retention, WholeRead read, CancellationToken cancellationToken)
        => WholesOf(channel).ReadWholesAsync(channel, retention, read, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> FindIdAsync(string channel, Position position, CancellationToken cancellationToken)
        => WholesOf(channel).FindIdAsync(channel, position, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OverduePublication>> ListOverdueAsync(int limit, CancellationToken cancellationToken)
        => ListAsync(memory.ListOverdueAsync, durable is null ? null : durable.ListOverdueAsync, limit, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>In both stores: its namespace may have changed its storage, too, or is gone.</remarks>
    public async ValueTask ForgetWholesAsync(string channel, CancellationToken cancellationToken)
    {
        await memory.ForgetWholesAsync(channel, cancellationToken);
        if (durable is not null)
        {
            await durable.ForgetWholesAsync(channel, cancellationToken);
        }
    }

    // Of both stores, those in memory first: of a store that is away there are none, and the others must not wait for it.
    private static async ValueTask<IReadOnlyList<T>> ListAsync<T>(
        Func<int, CancellationToken, ValueTask<IReadOnlyList<T>>> inMemory, Func<int, CancellationToken, ValueTask<IReadOnlyList<T>>>? onDisk, int limit, CancellationToken cancellationToken)
    {
        var kept = await inMemory(limit, cancellationToken);
        if (onDisk is null || kept.Count >= limit)
        {
            return kept;
        }

        try
        {
            return [.. kept, .. await onDisk(limit - kept.Count, cancellationToken)];
        }
        catch (SwitchboardException) when (kept.Count > 0)
        {
            return kept;
        }
    }

    private IWholeStore WholesOf(string channel) => IsDurable(channel) ? durable! : memory;

    private IStreamStore StoreOf(string channel) => IsDurable(channel) ? durable! : memory;

    private IMapStore MapsOf(string channel) => IsDurable(channel) ? durable! : memory;

    private bool IsDurable(string channel)
        => durable is not null && settings.Current.Namespaces.TryResolve(channel, out var space) && space.Storage == StorageKind.Durable;
}
