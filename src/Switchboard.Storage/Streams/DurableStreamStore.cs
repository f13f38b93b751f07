using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Sql;

namespace Switchboard.Storage.Streams;

/// <summary>Streams in a database.</summary>
internal sealed class DurableStreamStore(
    CommitQueue commits, StreamWriteHandler handler, DurableNamespaces durable, DurableStreamReader reader, DurableEntryReader entryReader, DurableWholeReader wholeReader, StoreHealth health)
    : IDurableStreamStore
{

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken)
    {
        StoreText.Check(append.Channel, "channel");
        var appending = commits.SubmitAsync(new AppendWrite(handler, append, sink), cancellationToken);
        return append.Mutation is null ? new ValueTask<AppendResult>(appending) : CompleteAsync(appending, append, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken)
    {
        StoreText.Check(channel, "channel");
        return reader.ReadAsync(channel, retention, read, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken)
    {
        StoreText.Check(channel, "channel");
        await commits.SubmitAsync(new RemoveHistoryWrite(handler, channel), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<MapChangeResult> ChangeAsync(MapChange change, IPublicationSink sink, CancellationToken cancellationToken)
    {
        StoreText.Check(change.Channel, "channel");
        StoreText.Check(change.Publication.Key, "key");
        var result = await commits.SubmitAsync(new EntryWrite(handler, change, sink), cancellationToken);
        return result with { Position = await CompleteAsync(result.Position, change.Channel, change.Retention, cancellationToken) };
    }

    /// <inheritdoc/>
    public ValueTask<MapPage> ReadEntriesAsync(string channel, StreamRetention retention, MapRead read, CancellationToken cancellationToken)
    {
        StoreText.Check(channel, "channel");
        return entryReader.ReadAsync(channel, retention, read, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long> CountEntriesAsync(string channel, CancellationToken cancellationToken)
    {
        StoreText.Check(channel, "channel");
        return entryReader.CountAsync(channel, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask ClearAsync(string channel, CancellationToken cancellationToken)
    {
        StoreText.Check(channel, "channel");
        await commits.SubmitAsync(new ClearWrite(handler, channel), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ExpiredEntry>> ListExpiredEntriesAsync(int limit, CancellationToken cancellationToken)
        => entryReader.ListExpiredAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<StreamSlice> ReadWholesAsync(string channel, StreamRetention retention, WholeRead read, CancellationToken cancellationToken)
    {
        StoreText.Check(channel, "channel");
        return wholeReader.ReadAsync(channel, retention, read, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string?> FindIdAsync(string channel, Position position, CancellationToken cancellationToken)
    {
        StoreText.Check(channel, "channel");
        return wholeReader.FindIdAsync(channel, position, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OverduePublication>> ListOverdueAsync(int limit, CancellationToken cancellationToken)
        => wholeReader.ListOverdueAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ForgetWholesAsync(string channel, CancellationToken cancellationToken)
    {
        StoreText.Check(channel, "channel");
        await commits.SubmitAsync(new ForgetWholesWrite(handler, channel), cancellationToken);
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

    private async ValueTask<AppendResult> CompleteAsync(Task<AppendResult> appending, StreamAppend append, CancellationToken cancellationToken)
    {
        var result = await appending;
        return result with { Position = await CompleteAsync(result.Position, append.Channel, append.Retention, cancellationToken) };
    }

    // Where nothing came of a change and there is no stream, its position is looked up.
    private async ValueTask<Position> CompleteAsync(Position position, string channel, StreamRetention retention, CancellationToken cancellationToken)
        => string.IsNullOrEmpty(position.Epoch) ? (await reader.ReadAsync(channel, retention, new StreamRead(), cancellationToken)).Top : position;
}
