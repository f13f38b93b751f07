using System.Text;

namespace Switchboard.Storage.Streams;

/// <summary>The entries that a transaction looks at, as the database has them and as they are when it is over.</summary>
internal sealed class EntryChanges
{
    private readonly Dictionary<(long StreamId, long Base, string Key), EntrySlot> _slots = [];
    private readonly Dictionary<long, PastCount> _past = [];

    /// <summary>What was requested: to be found, or new.</summary>
    public IReadOnlyCollection<EntrySlot> Slots => _slots.Values;

    /// <summary>Of which streams it is to be counted what is past its age.</summary>
    public IReadOnlyCollection<PastCount> Past => _past.Values;

    /// <summary>Asks for an entry.</summary>
    public void Request(StreamRow stream, EntryRequest request)
    {
        var slot = SlotOf(stream, request.Key);
        slot.WantsData |= request.WantsData;
    }

    /// <summary>Asks how many entries of a stream are past their age: they leave their places to others.</summary>
    public void RequestPast(StreamRow stream) => _past.TryAdd(stream.Id, new PastCount(stream.Id, stream.Base));

    /// <summary>The place of an entry. One of an epoch that has begun in this transaction is empty.</summary>
    public EntrySlot SlotOf(StreamRow stream, string key)
    {
        var place = (stream.Id, stream.Base, key);
        if (!_slots.TryGetValue(place, out var slot))
        {
            slot = new EntrySlot(stream.Id, stream.Base, Encoding.UTF8.GetBytes(key));
            _slots.Add(place, slot);
        }

        return slot;
    }

    /// <summary>How many entries a stream has for readers: as many, or more where that was not asked for.</summary>
    public long CountLive(StreamRow stream)
        => stream.Entries - (_past.TryGetValue(stream.Id, out var past) && past.Base == stream.Base ? past.Count : 0);

    /// <summary>Notes that an entry past its age is no longer there as such.</summary>
    public void TakePast(StreamRow stream)
    {
        if (_past.TryGetValue(stream.Id, out var past) && past.Base == stream.Base)
        {
            past.Count--;
        }
    }
}

/// <summary>The place of an entry.</summary>
/// <param name="streamId">The stream's key.</param>
/// <param name="base">The base of its epoch.</param>
/// <param name="key">The key, in UTF-8.</param>
internal sealed class EntrySlot(long streamId, long @base, byte[] key)
{
    public long StreamId => streamId;

    public long Base => @base;

    public byte[] Key => key;

    /// <summary>Whether the payload is needed.</summary>
    public bool WantsData { get; set; }

    /// <summary>What the database has; null for nothing.</summary>
    public EntryRow? Found { get; private set; }

    /// <summary>What there is by now; null for nothing.</summary>
    public EntryRow? Current { get; private set; }

    /// <summary>Whether the database has to be told.</summary>
    public bool IsChanged => !ReferenceEquals(Current, Found);

    /// <summary>Takes in what the database has.</summary>
    public void Load(EntryRow row) => (Found, Current) = (row, row);

    /// <summary>Changes it.</summary>
    public void Set(EntryRow? row) => Current = row;
}

/// <summary>How many entries of a stream are past their age.</summary>
internal sealed class PastCount(long streamId, long @base)
{
    public long StreamId => streamId;

    public long Base => @base;

    public long Count { get; set; }
}

/// <summary>An entry that a write has to know.</summary>
/// <param name="Key">The key.</param>
/// <param name="WantsData">Whether its payload is needed, too.</param>
/// <param name="MaxEntries">How many entries its map may have.</param>
internal sealed record EntryRequest(string Key, bool WantsData, long MaxEntries);
