namespace Switchboard.InMemory;

/// <summary>The kept publications of a stream, oldest first, each with the time until which it is kept. Grows and is indexed.</summary>
internal sealed class PublicationRing
{
    private (Publication Publication, long Until)[] _entries = [];
    private int _head;

    public int Count { get; private set; }

    public Publication this[int index] => _entries[(_head + index) & (_entries.Length - 1)].Publication;

    public void Add(Publication publication, long until)
    {
        if (Count == _entries.Length)
        {
            Grow();
        }

        _entries[(_head + Count) & (_entries.Length - 1)] = (publication, until);
        Count++;
    }

    public void RemoveOldest()
    {
        _entries[_head] = default;
        _head = (_head + 1) & (_entries.Length - 1);
        Count--;
    }

    /// <summary>Removes what is kept until a time before or at <paramref name="now"/>.</summary>
    public void Expire(long now)
    {
        while (Count > 0 && _entries[_head].Until <= now)
        {
            RemoveOldest();
        }
    }

    public void Clear()
    {
        _entries = [];
        _head = 0;
        Count = 0;
    }

    private void Grow()
    {
        var larger = new (Publication, long)[Math.Max(4, _entries.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = _entries[(_head + i) & (_entries.Length - 1)];
        }

        _entries = larger;
        _head = 0;
    }
}
