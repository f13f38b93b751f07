namespace Switchboard.Outbound;

/// <summary>What a thread that works in turns has put off to the end of its turn, where it holds no lock. Other threads leave it to the thread pool.</summary>
internal sealed class TurnEnd
{
    // What more there is goes to the pool: those whose turn is next must not wait for all of it.
    private const int MaxItems = 64;

    [ThreadStatic]
    private static TurnEnd? _current;

    private readonly List<IThreadPoolWorkItem> _items = new(MaxItems);

    /// <summary>Has work done soon, when the caller's locks are released.</summary>
    public static void Do(IThreadPoolWorkItem item)
    {
        if (_current is { _items.Count: < MaxItems } turn)
        {
            turn._items.Add(item);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    /// <summary>Makes the calling thread one that works in turns.</summary>
    public void Enter() => _current = this;

    /// <summary>Does what was put off.</summary>
    public void Run()
    {
        // What is done may put off more, which joins the end of the list.
        for (var i = 0; i < _items.Count; i++)
        {
            _items[i].Execute();
        }

        _items.Clear();
    }
}
