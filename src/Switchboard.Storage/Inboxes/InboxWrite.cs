using Switchboard.Storage.Commits;

namespace Switchboard.Storage.Inboxes;

/// <summary>A write that concerns inboxes.</summary>
internal abstract class InboxWrite<TResult>(InboxWriter writer, params IEnumerable<string> owners) : StoreWrite<TResult>, IInboxWrite
{
    private TResult? _result;

    /// <inheritdoc/>
    public override IWriteHandler Handler => writer;

    /// <inheritdoc/>
    public override int Bytes => 256;

    /// <inheritdoc/>
    public IEnumerable<string> Owners => owners;

    /// <inheritdoc/>
    public virtual bool NeedsInbox => false;

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(InboxBatch batch) => _result = await RunAsync(batch);

    /// <inheritdoc/>
    public void Complete() => Complete(_result!);

    /// <summary>Carries it out.</summary>
    protected abstract ValueTask<TResult> RunAsync(InboxBatch batch);
}
