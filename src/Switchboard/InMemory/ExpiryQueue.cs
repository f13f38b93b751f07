using System.Diagnostics.CodeAnalysis;

namespace Switchboard.InMemory;

/// <summary>What ends, and when, in the order of the ends. An entry that no longer holds stays until its time, or until such entries are as many as the others.</summary>
/// <typeparam name="TItem">What ends.</typeparam>
/// <typeparam name="TTime">When.</typeparam>
/// <param name="holds">Whether an entry still holds.</param>
/// <param name="smallest">How many entries are too few to look through them.</param>
internal sealed class ExpiryQueue<TItem, TTime>(Func<TItem, TTime, bool> holds, int smallest = 1024)
    where TItem : class
    where TTime : IComparable<TTime>
{
    private readonly PriorityQueue<TItem, TTime> _entries = new();
    private int _left;

    /// <summary>How many entries there are, those that no longer hold among them.</summary>
    public int Count => _entries.Count;

    public void Add(TItem item, TTime at)
    {
        if (_entries.Count >= Math.Max(smallest, _left * 2))
        {
            CleanUp();
        }

        _entries.Enqueue(item, at);
    }

    /// <summary>Takes what has ended first. False where nothing has yet.</summary>
    public bool TryTake(TTime now, [MaybeNullWhen(false)] out TItem item, [MaybeNullWhen(false)] out TTime at)
    {
        while (_entries.TryPeek(out item, out at) && at.CompareTo(now) <= 0)
        {
            _entries.Dequeue();
            if (holds(item, at))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>When the first ends that still holds. False where there is none.</summary>
    public bool TryPeek([MaybeNullWhen(false)] out TTime at)
    {
        while (_entries.TryPeek(out var item, out at))
        {
            if (holds(item, at))
            {
                return true;
            }

            _entries.Dequeue();
        }

        return false;
    }

    private void CleanUp()
    {
        var left = _entries.UnorderedItems.Where(entry => holds(entry.Element, entry.Priority)).ToArray();
        _entries.Clear();
        _entries.EnqueueRange(left);
        _left = left.Length;
    }
}
