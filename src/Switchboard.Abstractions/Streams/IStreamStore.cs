namespace Switchboard.Extensibility;

/// <summary>Keeps the streams of channels: positions, and the publications that retention allows.</summary>
/// <remarks>
/// <para>Contract, held by <c>StreamStoreSpec</c> for every adapter:</para>
/// <list type="bullet">
/// <item>Offsets of a channel are dense and start at 1 in each epoch. A stream that was lost, or whose position outlived its age,
/// begins anew with another epoch; an offset is never used twice within an epoch.</item>
/// <item>Appended publications are handed to the sink in the order of their offsets, one channel at a time, before the append
/// completes; a durable store does so only after its commit. Duplicates and stale versions are not handed on.</item>
/// <item>A read sees every append that completed before it began, and none in part. It is held to the retention that it names, also where
/// appends named a larger one.</item>
/// <item>Reading leaves nothing behind. A channel that nobody has appended to is at offset 0, in the epoch with which its stream will begin
/// (<see cref="StreamEpoch"/>).</item>
/// <item>Removing history keeps the offset growing.</item>
/// <item>A store that cannot do what is asked at present throws <see cref="SwitchboardException"/>, with the error to answer with.</item>
/// <item>All members are safe to call from any thread. A store in memory completes synchronously.</item>
/// </list>
/// </remarks>
public interface IStreamStore
{
    /// <summary>Gives the publication its position, keeps it as retention says, and hands it to the sink.</summary>
    /// <param name="append">What to append.</param>
    /// <param name="sink">Receives the publication, complete with its position.</param>
    /// <param name="cancellationToken">Gives up waiting; an append under way may still take effect.</param>
    ValueTask<AppendResult> AppendAsync(StreamAppend append, IPublicationSink sink, CancellationToken cancellationToken);

    /// <summary>Reads a part of a stream.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="retention">How the stream is kept.</param>
    /// <param name="read">Which part.</param>
    /// <param name="cancellationToken">Gives up the read.</param>
    ValueTask<StreamSlice> ReadAsync(string channel, StreamRetention retention, StreamRead read, CancellationToken cancellationToken);

    /// <summary>Forgets the publications of a channel, not its position. Unknown channels are ignored.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken);

    /// <summary>Notes that somebody follows a channel from its position on: until <see cref="Unpin"/>, a store that lacks room gives up others.</summary>
    /// <param name="channel">The channel. Pinned as often as it is unpinned.</param>
    void Pin(string channel)
    {
    }

    /// <summary>Takes back one <see cref="Pin"/>.</summary>
    /// <param name="channel">The channel.</param>
    void Unpin(string channel)
    {
    }
}
