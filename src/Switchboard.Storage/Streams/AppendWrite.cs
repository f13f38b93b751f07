using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>Appends a publication.</summary>
internal sealed class AppendWrite(DurableStreamWriter writer, StreamAppend append, IPublicationSink sink) : StreamWrite<AppendResult>(writer, append.Channel)
{
    // What a row takes beside its payload, roughly.
    private const int Overhead = 512;

    private AppendResult _result;

    /// <inheritdoc/>
    public override string? Key => append.IdempotencyKey;

    /// <inheritdoc/>
    public override int Bytes => append.Publication.Data.Length + Overhead;

    /// <inheritdoc/>
    public override void Plan(StreamRow? stream, StreamChanges changes)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.IsOver(changes.Now))
        {
            stream.BeginEpoch();
        }

        _result = Decide(stream, changes);
    }

    /// <inheritdoc/>
    public override void Notify(PublicationTeller teller)
    {
        if (_result.Outcome == AppendOutcome.Appended)
        {
            var (offset, epoch) = _result.Position;
            teller.Add(sink, new ChannelPublication(Channel, append.Publication with { Offset = offset, Epoch = epoch }));
        }
    }

    /// <inheritdoc/>
    public override void Complete() => Complete(_result);

    private AppendResult Decide(StreamRow stream, StreamChanges changes)
    {
        if (Key is not null && changes.TryFind(stream, Key, out var first))
        {
            return new AppendResult(new Position((ulong)(first.Number - stream.Base), stream.Epoch), AppendOutcome.Duplicate);
        }

        var versionEpoch = Encoding.UTF8.GetBytes(append.VersionEpoch);
        if (append.Version > 0 && versionEpoch.AsSpan().SequenceEqual(stream.VersionEpoch) && append.Version <= (ulong)stream.Version)
        {
            return new AppendResult(stream.Top, AppendOutcome.Stale);
        }

        stream.Last++;
        if (append.Version > 0)
        {
            (stream.Version, stream.VersionEpoch) = ((long)append.Version, versionEpoch);
        }

        Keep(stream, changes);
        changes.Streams.Add(stream);
        return new AppendResult(stream.Top, AppendOutcome.Appended);
    }

    private void Keep(StreamRow stream, StreamChanges changes)
    {
        var retention = append.Retention;
        stream.PositionUntil = Math.Max(stream.PositionUntil, changes.Now + Milliseconds(retention.PositionAge));
        if (Key is not null)
        {
            // A key is of no use without the position that it answers with.
            var until = changes.Now + Milliseconds(append.IdempotencyWindow);
            stream.PositionUntil = Math.Max(stream.PositionUntil, until);
            changes.Remember(stream, Key, until);
        }

        var hasRows = stream.Swept < stream.Last - 1;
        stream.Floor = Math.Max(stream.Floor, stream.Last - retention.Size);
        if (retention.Size > 0)
        {
            // Never before the one in front of it, even if the clock was set back: what is kept has no holes.
            stream.KeptUntil = Math.Max(stream.KeptUntil, changes.Now + Milliseconds(retention.Age));
            changes.Publications.Add(PublicationRow.From(append.Publication, stream.Id, stream.Last, stream.KeptUntil));
            stream.SweepAt = Math.Min(stream.SweepAt, stream.KeptUntil);
        }
        else if (!hasRows)
        {
            stream.Swept = stream.Last;
        }

        if (stream.Floor - stream.Swept >= StreamSweep.Chunk)
        {
            stream.SweepAt = Math.Min(stream.SweepAt, changes.Now);
        }
    }

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
