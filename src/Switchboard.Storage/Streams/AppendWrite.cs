using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>Appends a publication.</summary>
internal sealed class AppendWrite(StreamWriteHandler handler, StreamAppend append, IPublicationSink sink) : StreamWrite<AppendResult>(handler, append.Channel)
{
    // What a row takes beside its payload, roughly.
    private const int Overhead = 512;

    /// <inheritdoc/>
    public override string? Key => append.IdempotencyKey;

    /// <inheritdoc/>
    public override TimeSpan? PositionAge => append.Retention.PositionAge;

    /// <inheritdoc/>
    public override int Bytes => ((1 + append.Events.Count) * (append.Publication.Data.Length + Overhead));

    /// <inheritdoc/>
    public override void Plan(StreamRow? stream, StreamChanges changes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.IsExpired(changes.Now, append.Retention.PositionAge))
        {
            stream.BeginEpoch();
        }

        Result = Decide(stream, changes);
    }

    /// <inheritdoc/>
    public override void Dispatch(PublicationDispatcher dispatcher)
    {
        if (Result.Outcome == AppendOutcome.Appended)
        {
            var (offset, epoch) = Result.Position;
            dispatcher.Add(sink, new ChannelPublication(Channel, append.Publication with { Offset = offset, Epoch = epoch }));
        }
    }

    private AppendResult Decide(StreamRow stream, StreamChanges changes)
    {
        if (Key is not null && changes.TryFindKey(stream, Key, out var first))
        {
            return new AppendResult(new Position((ulong)(first.Number - stream.Base), stream.Epoch), AppendOutcome.Duplicate);
        }

        var versionEpoch = Encoding.UTF8.GetBytes(append.VersionEpoch);
        if (append.Version > 0 && versionEpoch.AsSpan().SequenceEqual(stream.VersionEpoch) && append.Version <= (ulong)stream.Version)
        {
            return new AppendResult(stream.Top, AppendOutcome.Stale);
        }

        if (append.Version > 0)
        {
            (stream.Version, stream.VersionEpoch) = ((long)append.Version, versionEpoch);
        }

        changes.Append(stream, append.Publication, append.Retention, Key, append.IdempotencyWindow, append.Events);
        return new AppendResult(stream.Top, AppendOutcome.Appended);
    }
}
