using Switchboard.Extensibility;

namespace Switchboard.InMemory;

/// <summary>The wholes of one channel, in the order in which they were published. Guarded by the lock of its stream.</summary>
internal sealed class MemoryWholes
{
    private readonly Dictionary<string, LinkedListNode<MemoryWhole>> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<MemoryWhole> _order = new();

    // No later than the change of any of them.
    private long _oldestChange = long.MaxValue;

    /// <summary>How many are open.</summary>
    public int Open { get; private set; }

    /// <summary>What they take in memory.</summary>
    public long Bytes { get; private set; }

    public MemoryWhole? Find(string id) => _byId.TryGetValue(id, out var node) ? node.Value : null;

    /// <summary>The id of the one that was published at an offset.</summary>
    public string? FindId(ulong offset)
    {
        for (var node = _order.Last; node is not null && node.Value.Offset >= offset; node = node.Previous)
        {
            if (node.Value.Offset == offset)
            {
                return node.Value.Id;
            }
        }

        return null;
    }

    /// <summary>Takes in a new one, or changes one.</summary>
    /// <returns>How much more memory they take.</returns>
    public long Apply(MemoryWhole? whole, Mutation mutation, Publication publication, WholePiece piece, long now, long openUntil)
    {
        var before = Bytes;
        if (whole is null)
        {
            whole = new MemoryWhole(mutation.Id, publication);
            _byId.Add(mutation.Id, _order.AddLast(whole));
        }
        else
        {
            Bytes -= whole.Bytes;
            Open -= whole.State == WholeState.Open ? 1 : 0;
        }

        whole.Apply(mutation, publication, piece, now, openUntil);
        Bytes += whole.Bytes;
        Open += whole.State == WholeState.Open ? 1 : 0;
        _oldestChange = Math.Min(_oldestChange, now);
        return Bytes - before;
    }

    /// <summary>Drops the oldest that are not open, where there are too many, or the newest has no room beside them.</summary>
    /// <returns>What they took.</returns>
    public long Trim(int most, long mostBytes)
    {
        var before = Bytes;
        for (var node = _order.First; node is not null && node != _order.Last && IsOver(most, mostBytes);)
        {
            var next = node.Next;
            if (node.Value.State != WholeState.Open)
            {
                Remove(node);
            }

            node = next;
        }

        return before - Bytes;
    }

    /// <summary>Drops what was not changed for too long.</summary>
    /// <returns>What it took.</returns>
    public long Expire(long now, long age)
    {
        if (_order.Count == 0 || now - _oldestChange < age)
        {
            return 0;
        }

        var before = Bytes;
        _oldestChange = long.MaxValue;
        for (var node = _order.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.State != WholeState.Open && now - node.Value.ChangedAt >= age)
            {
                Remove(node);
            }
            else if (node.Value.State != WholeState.Open)
            {
                _oldestChange = Math.Min(_oldestChange, node.Value.ChangedAt);
            }

            node = next;
        }

        return before - Bytes;
    }

    /// <summary>Reads the newest, in the order in which they were published.</summary>
    public List<Publication> Read(WholeRead read)
    {
        var found = new List<Publication>();
        if (read.Id is { } id)
        {
            if (Find(id) is { State: not WholeState.Deleted } one)
            {
                found.Add(one.Read());
            }

            return found;
        }

        var bytes = 0L;
        for (var node = _order.Last; node is not null && found.Count < read.Limit; node = node.Previous)
        {
            if (node.Value.State == WholeState.Deleted)
            {
                continue;
            }

            var whole = node.Value.Read();
            if ((bytes += whole.ApproximateBytes) > read.MaxBytes && found.Count > 0)
            {
                break;
            }

            found.Add(whole);
        }

        found.Reverse();
        return found;
    }

    /// <summary>Adds what is open and overdue.</summary>
    public void ListOverdue(string channel, long now, int limit, List<OverduePublication> into)
    {
        for (var node = Open > 0 ? _order.First : null; node is not null && into.Count < limit; node = node.Next)
        {
            if (node.Value.Summarize(now).IsOverdue)
            {
                into.Add(new OverduePublication(channel, node.Value.Id));
            }
        }
    }

    private bool IsOver(int most, long mostBytes) => _order.Count - Open > most || (mostBytes > 0 && Bytes > mostBytes);

    private void Remove(LinkedListNode<MemoryWhole> node)
    {
        Bytes -= node.Value.Bytes;
        _byId.Remove(node.Value.Id);
        _order.Remove(node);
    }
}
