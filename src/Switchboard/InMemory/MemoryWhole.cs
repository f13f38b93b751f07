using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>A publication as it is after its changes. Its data grows in place; it is joined anew only where it is read.</summary>
/// <param name="id">Its id.</param>
/// <param name="published">The publication that it began as.</param>
internal sealed class MemoryWhole(string id, Publication published)
{
    // The object, its places by id and in the order, and its tags as they are read.
    private const int Overhead = 480;
    private const int SmallestBuffer = 64;

    // Without the data, which is another one soon.
    private readonly Publication _first = published with { Data = default };
    private readonly int _fixed = Overhead + (id.Length * sizeof(char)) + PublicationSize.Of(published with { Data = default });
    private byte[] _data = [];
    private int _size;
    private bool _isJson;
    private Publication? _read;

    public string Id => id;

    /// <summary>The offset at which it was published.</summary>
    public ulong Offset => _first.Offset;

    public WholeState State { get; private set; }

    /// <summary>When it was last changed.</summary>
    public long ChangedAt { get; private set; }

    /// <summary>Until when it is open without a change.</summary>
    public long OpenUntil { get; private set; }

    /// <summary>What it takes in memory.</summary>
    public int Bytes => _fixed + _data.Length;

    private WholeDataKind Kind { get; set; }

    /// <summary>The most that a change takes in memory.</summary>
    public static int RoomFor(MemoryWhole? whole, Mutation mutation, Publication publication, WholePiece piece)
    {
        if (whole is null)
        {
            return new MemoryWhole(mutation.Id, publication).Bytes + piece.Data.Length;
        }

        var size = mutation.HasData && mutation.Kind is MutationKind.Append or MutationKind.End ? whole._size + piece.Data.Length + 1 : piece.Data.Length;
        return mutation.HasData ? Math.Max(0, CapacityFor(whole._data.Length, size) - whole._data.Length) : 0;
    }

    /// <summary>What changes are held against.</summary>
    public WholeSummary Summarize(long now) => new(State, Kind, _size, _first.Publisher, State == WholeState.Open && OpenUntil <= now);

    /// <summary>Changes it.</summary>
    public void Apply(Mutation mutation, Publication publication, WholePiece piece, long now, long openUntil)
    {
        State = mutation.StateAfter(State);
        (ChangedAt, OpenUntil, _read) = (now, openUntil, null);
        if (mutation.Kind == MutationKind.Delete)
        {
            (_data, _size) = ([], 0);
        }
        else if (mutation.Kind is MutationKind.Publish or MutationKind.Replace)
        {
            (Kind, _isJson) = (piece.Kind, publication.IsJson);
            (_data, _size) = (piece.Data.ToArray(), piece.Data.Length);
        }
        else if (mutation.HasData)
        {
            Add(WholeData.Between(Kind, _size, piece.Data.Span));
            Add(piece.Data.Span);
        }
    }

    /// <summary>It as it is read.</summary>
    public Publication Read() => _read ??= _first with
    {
        Data = WholeData.Wrap([_data.AsMemory(0, _size)], Kind),
        IsJson = _isJson,
        Tags = WholeTags.OfWhole(_first.Tags, id, State),
        Offset = 0,
        Epoch = "",
    };

    private void Add(ReadOnlySpan<byte> bytes)
    {
        var capacity = CapacityFor(_data.Length, _size + bytes.Length);
        if (capacity > _data.Length)
        {
            Array.Resize(ref _data, capacity);
        }

        bytes.CopyTo(_data.AsSpan(_size));
        _size += bytes.Length;
    }

    private static int CapacityFor(int capacity, int size) => size <= capacity ? capacity : Math.Max(SmallestBuffer, Math.Max(size, capacity * 2));
}
