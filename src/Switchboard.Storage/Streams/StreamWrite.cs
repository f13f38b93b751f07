using Switchboard.Extensibility;
using Switchboard.Storage.Commits;

namespace Switchboard.Storage.Streams;

/// <summary>A write that concerns the stream of one channel. It is planned in the transaction, and enters fan-out after the commit.</summary>
internal interface IStreamWrite
{
    /// <summary>The channel.</summary>
    string Channel { get; }

    /// <summary>The idempotency key that has to be known; null for none.</summary>
    string? Key { get; }

    /// <summary>The entry that has to be known; null for none.</summary>
    EntryRequest? Entry { get; }

    /// <summary>What it does with a publication of a mutable channel, which has to be known; null for nothing.</summary>
    Mutation? Mutation { get; }

    /// <summary>How long wholes are kept.</summary>
    TimeSpan WholeAge { get; }

    /// <summary>Whether a stream is made where there is none.</summary>
    bool NeedsStream { get; }

    /// <summary>Whether it ends the epoch.</summary>
    bool EndsEpoch { get; }

    /// <summary>How long positions outlive the last publication by the rules of today; null where it begins no epoch.</summary>
    TimeSpan? PositionAge { get; }

    /// <summary>Decides what it changes. May be called again where the transaction failed.</summary>
    /// <param name="stream">The stream; null where there is none.</param>
    /// <param name="changes">Receives what it changes.</param>
    void Plan(StreamRow? stream, StreamChanges changes);

    /// <summary>Hands on what has to enter fan-out.</summary>
    void Dispatch(PublicationDispatcher dispatcher);
}

/// <summary>A write that concerns the stream of one channel.</summary>
internal abstract class StreamWrite<TResult>(StreamWriteHandler handler, string channel) : StoreWrite<TResult>, IStreamWrite
{
    /// <inheritdoc/>
    public override WriteHandler Handler => handler;

    /// <inheritdoc/>
    public string Channel => channel;

    /// <inheritdoc/>
    public virtual string? Key => null;

    /// <inheritdoc/>
    public virtual EntryRequest? Entry => null;

    /// <inheritdoc/>
    public virtual Mutation? Mutation => null;

    /// <inheritdoc/>
    public virtual TimeSpan WholeAge => default;

    /// <inheritdoc/>
    public virtual bool NeedsStream => true;

    /// <inheritdoc/>
    public virtual bool EndsEpoch => false;

    /// <inheritdoc/>
    public virtual TimeSpan? PositionAge => null;

    /// <inheritdoc/>
    public abstract void Plan(StreamRow? stream, StreamChanges changes);

    /// <inheritdoc/>
    public virtual void Dispatch(PublicationDispatcher dispatcher)
    {
    }
}

/// <summary>Forgets the publications of a stream, not its position.</summary>
internal sealed class RemoveHistoryWrite(StreamWriteHandler handler, string channel) : StreamWrite<bool>(handler, channel)
{
    /// <inheritdoc/>
    public override bool NeedsStream => false;

    /// <inheritdoc/>
    public override void Plan(StreamRow? stream, StreamChanges changes)
    {
        if (stream is not null)
        {
            (stream.Floor, stream.WholesFrom) = (stream.Last, stream.Last);
            changes.Wholes.Forget(stream);
            stream.SweepAt = Math.Min(stream.SweepAt, changes.Now);
            changes.Streams.Add(stream);
        }
    }
}

/// <summary>Forgets the wholes of a stream.</summary>
internal sealed class ForgetWholesWrite(StreamWriteHandler handler, string channel) : StreamWrite<bool>(handler, channel)
{
    /// <inheritdoc/>
    public override bool NeedsStream => false;

    /// <inheritdoc/>
    public override void Plan(StreamRow? stream, StreamChanges changes)
    {
        if (stream is not null)
        {
            stream.WholesFrom = stream.Last;
            changes.Wholes.Forget(stream);
            changes.Streams.Add(stream);
        }
    }
}

/// <summary>Forgets the publications and entries of a stream, and its position.</summary>
internal sealed class ClearWrite(StreamWriteHandler handler, string channel) : StreamWrite<bool>(handler, channel)
{
    /// <inheritdoc/>
    public override bool NeedsStream => false;

    /// <inheritdoc/>
    public override bool EndsEpoch => true;

    /// <inheritdoc/>
    public override void Plan(StreamRow? stream, StreamChanges changes)
    {
        if (stream is not null)
        {
            stream.EndEpoch();
            changes.Wholes.Forget(stream);
            changes.Streams.Add(stream);
        }
    }
}
