using System.Text;
using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Outbox;

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

        stream.Last++;
        if (append.Version > 0)
        {
            (stream.Version, stream.VersionEpoch) = ((long)append.Version, versionEpoch);
        }

        ApplyRetention(stream, changes);
        changes.Streams.Add(stream);
        foreach (var happened in append.Events)
        {
            changes.Events.Add(OutboxRow.From(happened with { Offset = stream.Top.Offset, Epoch = stream.Epoch }));
        }

        return new AppendResult(stream.Top, AppendOutcome.Appended);
    }

    /// <summary>Decides what is kept: how long the position, how far back the publications, and when the sweep is to come by.</summary>
    /// <remarks>
    /// Nothing is deleted here. The floor hides what is beyond the size from readers at once; the sweep removes its rows later, so that an
    /// append costs an insert and an update however much retention gives up.
    /// </remarks>
    private void ApplyRetention(StreamRow stream, StreamChanges changes)
    {
        var retention = append.Retention;
        stream.AppendedAt = Math.Max(stream.AppendedAt, changes.Now);
        stream.PositionUntil = Math.Max(stream.PositionUntil, changes.Now + Milliseconds(retention.PositionAge));
        if (Key is not null)
        {
            // A key is of no use without the position that it answers with.
            var until = changes.Now + Milliseconds(append.IdempotencyWindow);
            stream.KeysUntil = Math.Max(stream.KeysUntil, until);
            stream.PositionUntil = Math.Max(stream.PositionUntil, until);
            changes.AddKey(stream, Key, until);
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
            // Neither this publication nor an earlier one has a row: there is nothing for the sweep to come for.
            stream.Swept = stream.Last;
        }

        // Rows below the floor are swept once a whole batch has gathered: a visit for each append would write as much again as the appends.
        if (stream.Floor - stream.Swept >= SweepHandler.BatchSize)
        {
            stream.SweepAt = Math.Min(stream.SweepAt, changes.Now);
        }
    }

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
