using Switchboard.Extensibility;
using Switchboard.Storage.Commits;
using Switchboard.Storage.Outbox;

namespace Switchboard.Storage.Streams;

/// <content>What a publication changes in its stream.</content>
internal sealed partial class StreamChanges
{
    /// <summary>Gives a publication the next number of the stream, and keeps it as retention says.</summary>
    /// <param name="stream">The stream, in its present epoch.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="retention">How the stream is kept.</param>
    /// <param name="key">The idempotency key; null for none.</param>
    /// <param name="window">How long that is remembered.</param>
    /// <param name="events">Events that tell of it.</param>
    public void Append(
        StreamRow stream, Publication publication, StreamRetention retention, string? key, TimeSpan window, IReadOnlyList<OutgoingEvent> events)
    {
        stream.Last++;
        stream.AppendedAt = Math.Max(stream.AppendedAt, Now);
        stream.PositionUntil = Math.Max(stream.PositionUntil, Now + Milliseconds(retention.PositionAge));
        if (key is not null)
        {
            // A key is of no use without the position that it answers with.
            var until = Now + Milliseconds(window);
            stream.KeysUntil = Math.Max(stream.KeysUntil, until);
            stream.PositionUntil = Math.Max(stream.PositionUntil, until);
            AddKey(stream, key, until);
        }

        Keep(stream, publication, retention);
        Streams.Add(stream);
        foreach (var happened in events)
        {
            Events.Add(OutboxRow.From(happened with { Offset = stream.Top.Offset, Epoch = stream.Epoch }));
        }
    }

    /// <summary>Decides how far back publications are kept, and when the sweep is to come by.</summary>
    /// <remarks>
    /// Nothing is deleted here. The floor hides what is beyond the size from readers at once; the sweep removes its rows later, so that an
    /// append costs an insert and an update however much retention gives up.
    /// </remarks>
    private void Keep(StreamRow stream, Publication publication, StreamRetention retention)
    {
        var hasRows = stream.Swept < stream.Last - 1;
        stream.Floor = Math.Max(stream.Floor, stream.Last - retention.Size);
        if (retention.Size > 0)
        {
            // Never before the one in front of it, even if the clock was set back: what is kept has no holes.
            stream.KeptUntil = Math.Max(stream.KeptUntil, Now + Milliseconds(retention.Age));
            Publications.Add(PublicationRow.From(publication, stream.Id, stream.Last, stream.KeptUntil));
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
            stream.SweepAt = Math.Min(stream.SweepAt, Now);
        }
    }

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
