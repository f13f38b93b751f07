using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.InMemory;

namespace Switchboard.History;

/// <summary>Picks the store of a channel's stream: what its namespace says.</summary>
/// <param name="memory">Keeps what is not durable.</param>
/// <param name="settings">Says which namespace is which.</param>
/// <param name="durable">Keeps what is; null where there is no such store, and so no such namespace.</param>
internal sealed class StreamRouter(InMemoryStreamStore memory, SettingsHolder settings, IDurableStreamStore? durable = null) : IStreamStore
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

    private IStreamStore StoreOf(string channel)
        => durable is not null && settings.Current.Namespaces.TryResolve(channel, out var space) && space.Storage == StorageKind.Durable ? durable : memory;
}
