using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Streams in a database.</summary>
internal sealed class DurableStreamStore(
    StoreDatabase database, CommitQueue commits, DurableStreamWriter writer, HeldNamespaces held, NamespaceWriter namespaceWriter, StoreHealth health, TimeProvider time)
    : IDurableStreamStore
{
    private readonly DurableStreamReader _reader = new(database, time);

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new AppendWrite(writer, append, sink), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<StreamSlice?> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
    {
        try
        {
            var slice = await _reader.ReadAsync(channel, read, retention.PositionAge, cancellationToken);
            if (slice is null)
            {
                await commits.SubmitAsync(new OpenWrite(writer, channel, retention), cancellationToken);
                slice = await _reader.ReadAsync(channel, read, prolonged: null, cancellationToken);
            }

            // A position that lasts no longer than a read does cannot be told.
            return slice ?? throw StoreFailures.Away();
        }
        catch (Exception exception) when (database.IsUnavailable(exception))
        {
            throw StoreFailures.Away(exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken)
        => await commits.SubmitAsync(new RemoveHistoryWrite(writer, channel), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask HoldNamespacesAsync(IReadOnlyCollection<string> namespaces, CancellationToken cancellationToken)
    {
        held.Names = [.. namespaces];
        try
        {
            // Where the store is not open, it is applied when it is opened.
            if (health.IsAvailable)
            {
                await commits.SubmitAsync(new NamespaceWrite(namespaceWriter), cancellationToken);
            }
        }
        catch (SwitchboardException) when (!health.IsAvailable)
        {
            return;
        }
    }
}
