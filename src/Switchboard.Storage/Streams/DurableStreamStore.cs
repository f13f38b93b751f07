using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Streams in a database.</summary>
internal sealed class DurableStreamStore(
    CommitQueue commits, StreamWriteHandler handler, DurableNamespaces durable, StoreReader storeReader, StreamEpochs epochs, StoreHealth health, TimeProvider time)
    : IDurableStreamStore
{
    private readonly DurableStreamReader _reader = new(storeReader, epochs, time);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken)
    {
        StoreText.Check(append.Channel, "channel");
        return new ValueTask<AppendResult>(commits.SubmitAsync(new AppendWrite(handler, append, sink), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
    {
        StoreText.Check(channel, "channel");
        return _reader.ReadAsync(channel, retention, read, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken)
    {
        StoreText.Check(channel, "channel");
        await commits.SubmitAsync(new RemoveHistoryWrite(handler, channel), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask HoldNamespacesAsync(IReadOnlyCollection<string> namespaces, CancellationToken cancellationToken)
    {
        durable.Names = [.. namespaces];
        try
        {
            // Where the store is not open, it is applied when it is opened.
            if (health.IsAvailable)
            {
                await commits.SubmitAsync(new MaintenanceWrite(durable), cancellationToken);
            }
        }
        catch (SwitchboardException) when (!health.IsAvailable)
        {
            return;
        }
    }
}
