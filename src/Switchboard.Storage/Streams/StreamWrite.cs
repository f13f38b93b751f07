using Switchboard.Storage.Commits;

namespace Switchboard.Storage.Streams;

/// <summary>A write that concerns the stream of one channel.</summary>
internal abstract class StreamWrite<TResult>(DurableStreamWriter writer, string channel) : StoreWrite<TResult>, IStreamWrite
{
    /// <inheritdoc/>
    public override IWriteHandler Handler => writer;

    /// <inheritdoc/>
    public string Channel => channel;

    /// <inheritdoc/>
    public virtual string? Key => null;

    /// <inheritdoc/>
    public virtual bool NeedsStream => true;

    /// <inheritdoc/>
    public override int Bytes => 256;

    /// <inheritdoc/>
    public abstract void Plan(StreamRow? stream, StreamChanges changes);

    /// <inheritdoc/>
    public abstract void Notify(PublicationTeller teller);

    /// <inheritdoc/>
    public abstract void Complete();
}
