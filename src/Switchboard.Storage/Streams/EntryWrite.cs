using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>Changes an entry of a map.</summary>
internal sealed class EntryWrite(StreamWriteHandler handler, MapChange change, IPublicationSink sink) : StreamWrite<MapChangeResult>(handler, change.Channel)
{
    // What a row takes beside its payload, roughly: there are two, of the publication and of the entry.
    private const int Overhead = 1024;

    private Publication? _handedOn;

    /// <inheritdoc/>
    public override string? Key => change.IdempotencyKey;

    /// <inheritdoc/>
    public override EntryRequest? Entry { get; } = new(
        change.Publication.Key!, change.WantsPrevious || change.KeepsAlive || change.Expected is not null, change.Publication.IsRemoval ? long.MaxValue : change.MaxEntries);

    /// <inheritdoc/>
    /// <remarks>Not where nothing comes of it without one.</remarks>
    public override bool NeedsStream => change.FindRefusal(entry: null) is null;

    /// <inheritdoc/>
    public override TimeSpan? PositionAge => change.Retention.PositionAge;

    /// <inheritdoc/>
    public override int Bytes => ((2 + change.Events.Count) * (change.Publication.Data.Length + Overhead));

    /// <inheritdoc/>
    public override void Plan(StreamRow? stream, StreamChanges changes)
    {
        _handedOn = null;
        if (stream is not null && !stream.IsExpired(changes.Now, change.Retention.PositionAge))
        {
            Result = Decide(stream, changes);
        }
        else if (change.FindRefusal(entry: null) is { } refusal)
        {
            // The position is where the next epoch begins, which whoever asked looks up.
            Result = new MapChangeResult(default, refusal);
        }
        else if (change.MaxEntries <= 0)
        {
            Result = new MapChangeResult(default, MapOutcome.TooMany);
        }
        else
        {
            stream!.BeginEpoch();
            Result = Decide(stream, changes);
        }
    }

    /// <inheritdoc/>
    public override void Dispatch(PublicationDispatcher dispatcher)
    {
        if (_handedOn is not null)
        {
            dispatcher.Add(sink, new ChannelPublication(Channel, _handedOn));
        }
    }

    private MapChangeResult Decide(StreamRow stream, StreamChanges changes)
    {
        if (Key is not null && changes.TryFindKey(stream, Key, out var first))
        {
            return new MapChangeResult(new Position((ulong)(first.Number - stream.Base), stream.Epoch), MapOutcome.Duplicate);
        }

        var slot = changes.Entries.SlotOf(stream, change.Publication.Key!);
        var entry = slot.Current;
        var isPast = entry?.IsPast(changes.Now) == true;
        var seen = isPast == change.IsExpiry ? entry : null;
        if (change.FindRefusal(seen?.StateIn(stream)) is { } refusal)
        {
            if (refusal == MapOutcome.Exists && change is { KeepsAlive: true, EntryAge: { } age })
            {
                // Nothing that anybody is told of: it has the same position and lasts longer.
                slot.Set(seen! with { ExpiresAt = changes.Now + (long)age.TotalMilliseconds });
            }

            return new MapChangeResult(stream.Top, refusal) { Current = refusal == MapOutcome.Conflict ? seen?.ToPublication(stream) : null };
        }

        if (seen is null && changes.Entries.CountLive(stream) >= change.MaxEntries)
        {
            return new MapChangeResult(stream.Top, MapOutcome.TooMany);
        }

        if (isPast)
        {
            changes.Entries.TakePast(stream);
        }

        Apply(stream, slot, changes);
        return new MapChangeResult(stream.Top, MapOutcome.Changed);
    }

    private void Apply(StreamRow stream, EntrySlot slot, StreamChanges changes)
    {
        var entry = slot.Current;
        var publication = change.Publication with { Offset = stream.Top.Offset + 1, Epoch = stream.Epoch };
        if (publication is { IsRemoval: true, Tags: null } && entry?.Tags is { } tags)
        {
            publication = publication with { Tags = TagsJson.Read(tags) };
        }

        changes.Append(stream, publication, change.Retention, Key, change.IdempotencyWindow, change.Events);
        if (publication.IsRemoval)
        {
            slot.Set(null);
            stream.Entries--;
        }
        else
        {
            slot.Set(RowOf(publication, stream, entry?.IsPast(changes.Now) == true ? null : entry, slot, changes.Now));
            stream.Entries += entry is null ? 1 : 0;
        }

        // While there are entries, the position does not end, and the sweep is not sent for it.
        stream.SweepAt = stream.Entries == 0 ? Math.Min(stream.SweepAt, stream.PositionUntil) : stream.SweepAt;

        // Also where it is past its age: those who follow the channel have not been told so.
        _handedOn = change.WantsPrevious && entry is not null
            ? publication with { Previous = entry.ToPublication(stream) with { IsRemoval = entry.IsPast(changes.Now) } }
            : publication;
    }

    private EntryRow RowOf(Publication publication, StreamRow stream, EntryRow? former, EntrySlot slot, long now) => new()
    {
        StreamId = stream.Id,
        Base = stream.Base,
        Key = slot.Key,
        Number = stream.Last,
        Score = publication.Score,
        Version = change.Version > 0 ? (long)change.Version : former?.Version ?? 0,
        VersionEpoch = change.Version > 0 ? Encoding.UTF8.GetBytes(change.VersionEpoch) : former?.VersionEpoch ?? [],
        ExpiresAt = now + (long?)change.EntryAge?.TotalMilliseconds,
        PublishedAt = publication.Time.ToUnixTimeMilliseconds(),
        IsJson = publication.IsJson ? 1 : 0,
        Tags = publication.Tags is null ? null : TagsJson.Write(publication.Tags),
        Publisher = publication.Publisher is null ? null : PublisherJson.Write(publication.Publisher),
        Data = publication.Data,
    };
}
