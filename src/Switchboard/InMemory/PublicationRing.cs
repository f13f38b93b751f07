namespace Switchboard.InMemory;

/// <summary>The kept publications of a stream, oldest first, each with the time at which it came. Grows and is indexed.</summary>
internal sealed class PublicationRing
{
    private const int Smallest = 2;

    private (Publication Publication, long At)[] _entries = [];
    private int _head;

    public int Count { get; private set; }

    /// <summary>What they take in memory.</summary>
    public long Bytes { get; private set; }

    public Publication this[int index] => EntryOf(index).Publication;

    /// <summary>When a publication came.</summary>
    public long TimeOf(int index) => EntryOf(index).At;

    public void Add(Publication publication, int bytes, long at)
    {
        if (Count == _entries.Length)
        {
            Resize(Math.Max(Smallest, Count * 2));
        }

        _entries[(_head + Count) & (_entries.Length - 1)] = (publication, at);
        Count++;
        Bytes += bytes;
    }

    /// <summary>Removes the oldest.</summary>
    /// <returns>What they took.</returns>
    public long RemoveOldest(int count)
    {
        long bytes = 0;
        for (var i = 0; i < count; i++)
        {
            bytes += PublicationSize.Of(_entries[_head].Publication);
            _entries[_head] = default;
            _head = (_head + 1) & (_entries.Length - 1);
        }

        Count -= count;
        Bytes -= bytes;
        return bytes;
    }

    /// <summary>Removes all, and the room for them.</summary>
    /// <returns>What they took.</returns>
    public long Clear()
    {
        var bytes = Bytes;
        (_entries, _head, Count, Bytes) = ([], 0, 0, 0);
        return bytes;
    }

    /// <summary>Gives back room that is no longer needed.</summary>
    public void Trim()
    {
        if (Count == 0)
        {
            Clear();
        }
        else if (_entries.Length > 16 && Count < _entries.Length / 4)
        {
            Resize(_entries.Length / 2);
        }
    }

    private ref (Publication Publication, long At) EntryOf(int index) => ref _entries[(_head + index) & (_entries.Length - 1)];

    private void Resize(int length)
    {
        var entries = new (Publication, long)[length];
        for (var i = 0; i < Count; i++)
        {
            entries[i] = EntryOf(i);
        }

        (_entries, _head) = (entries, 0);
    }
}
