using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Streams;

/// <summary>The wholes that a transaction looks at, as the database has them and as they are when it is over.</summary>
internal sealed class WholeChanges
{
    private readonly Dictionary<(long StreamId, string Id), WholeSlot> _slots = [];
    private readonly Dictionary<long, long> _open = [];

    /// <summary>What was requested.</summary>
    public IReadOnlyCollection<WholeSlot> Slots => _slots.Values;

    /// <summary>How many wholes a stream may have that are not open, for each one that has got another.</summary>
    public Dictionary<StreamRow, int> Grown { get; } = [];

    /// <summary>The place of an id.</summary>
    public WholeSlot SlotOf(StreamRow stream, string id)
    {
        if (!_slots.TryGetValue((stream.Id, id), out var slot))
        {
            slot = new WholeSlot(stream.Id, Encoding.UTF8.GetBytes(id));
            _slots.Add((stream.Id, id), slot);
        }

        return slot;
    }

    /// <summary>Notes how many are open; where that is not noted, there are none.</summary>
    public void SetOpen(StreamRow stream, long count) => _open[stream.Id] = count;

    /// <summary>Whether it is known how many are open.</summary>
    public bool KnowsOpen(StreamRow stream) => _open.ContainsKey(stream.Id);

    /// <summary>How many are open.</summary>
    public long CountOpen(StreamRow stream) => _open.GetValueOrDefault(stream.Id);

    /// <summary>Notes that the epoch has begun anew: nothing of what was found is there.</summary>
    public void Forget(StreamRow stream)
    {
        _open.Remove(stream.Id);
        foreach (var (place, slot) in _slots)
        {
            if (place.StreamId == stream.Id)
            {
                slot.Forget();
            }
        }
    }

    /// <summary>Carries a change out.</summary>
    public void Apply(StreamRow stream, WholeSlot slot, StreamAppend append, Mutation mutation, WholePiece piece, long now)
    {
        var row = slot.Current;
        var state = mutation.StateAfter(row is null ? null : (WholeState)row.State);
        var isOpen = state == WholeState.Open;
        SetOpen(stream, CountOpen(stream) + (isOpen ? 1 : 0) - (row?.OpenUntil is null ? 0 : 1));
        var openUntil = isOpen ? now + (long)mutation.Limits.AppendTimeout.TotalMilliseconds : (long?)null;
        if (row is null)
        {
            slot.Begin(RowOf(stream, slot, append.Publication));
            Grown[stream] = mutation.Limits.Publications;
        }
        else if (mutation.Kind is MutationKind.Replace or MutationKind.Delete)
        {
            slot.Clear();
        }

        if (mutation.Kind != MutationKind.Delete && mutation.HasData)
        {
            var kind = mutation.Kind is MutationKind.Publish or MutationKind.Replace ? piece.Kind : (WholeDataKind)slot.Current!.Kind;
            slot.Add(WholeData.Between(kind, slot.Current!.Size, piece.Data.Span).ToArray(), piece.Data, stream.Last);
            slot.Set(slot.Current with { Kind = (long)kind, IsJson = append.Publication.IsJson ? 1 : 0 });
        }

        slot.Set(slot.Current! with
        {
            State = (long)state,
            OpenUntil = openUntil,
            ChangedAt = now,
            KeptUntil = (openUntil ?? now) + (long)append.Retention.Age.TotalMilliseconds,
        });
    }

    private static WholeRow RowOf(StreamRow stream, WholeSlot slot, Publication publication) => new()
    {
        StreamId = stream.Id,
        Created = stream.Last,
        Id = slot.Id,
        PublishedAt = publication.Time.ToUnixTimeMilliseconds(),
        Tags = publication.Tags is null ? null : TagsJson.Write(publication.Tags),
        Publisher = publication.Publisher is null ? null : PublisherJson.Write(publication.Publisher),
    };
}

/// <summary>The place of a whole.</summary>
/// <param name="streamId">The stream's key.</param>
/// <param name="id">The id, in UTF-8.</param>
internal sealed class WholeSlot(long streamId, byte[] id)
{
    private readonly List<ReadOnlyMemory<byte>> _added = [];

    public long StreamId => streamId;

    public byte[] Id => id;

    /// <summary>Whether the database was asked.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>Whether the database has no row of it.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Whether the parts that the database has are gone.</summary>
    public bool IsCleared { get; private set; }

    /// <summary>Whether the database has to be told.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>What there is by now; null for nothing.</summary>
    public WholeRow? Current { get; private set; }

    /// <summary>The data that has come, in order: one part.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Added => _added;

    /// <summary>The number of the last change that brought data.</summary>
    public long Number { get; private set; }

    /// <summary>Takes in what the database has; null for nothing.</summary>
    public void Load(WholeRow? row) => (IsLoaded, Current) = (true, row);

    /// <summary>Begins a new one.</summary>
    public void Begin(WholeRow row) => (IsNew, IsCleared, IsChanged, Current) = (true, false, true, row);

    /// <summary>Forgets what was found, and what has come.</summary>
    public void Forget()
    {
        (IsNew, IsCleared, IsChanged, Current) = (false, false, false, null);
        _added.Clear();
    }

    /// <summary>Takes its data away.</summary>
    public void Clear()
    {
        IsCleared = !IsNew;
        _added.Clear();
        Set(Current! with { Size = 0, SmallParts = 0, MergedParts = 0 });
    }

    /// <summary>Adds data.</summary>
    public void Add(ReadOnlyMemory<byte> between, ReadOnlyMemory<byte> piece, long number)
    {
        if (!between.IsEmpty)
        {
            _added.Add(between);
        }

        _added.Add(piece);
        Number = number;
        Set(Current! with { Size = Current.Size + between.Length + piece.Length });
    }

    /// <summary>Changes it.</summary>
    public void Set(WholeRow row) => (IsChanged, Current) = (true, row);
}
