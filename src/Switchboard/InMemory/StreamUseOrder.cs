namespace Switchboard.InMemory;

/// <summary>Streams in the order of their last use. Links are in the streams themselves; guarded by the store's lock.</summary>
internal sealed class StreamUseOrder
{
    private MemoryStreamState? _last;

    /// <summary>The stream that was not used for the longest time; null for none.</summary>
    public MemoryStreamState? First { get; private set; }

    /// <summary>Adds a stream that was used just now.</summary>
    public void Add(MemoryStreamState stream)
    {
        stream.Previous = _last;
        _last = stream;
        if (stream.Previous is { } previous)
        {
            previous.Next = stream;
        }
        else
        {
            First = stream;
        }
    }

    public void Remove(MemoryStreamState stream)
    {
        if (stream.Previous is { } previous)
        {
            previous.Next = stream.Next;
        }
        else
        {
            First = stream.Next;
        }

        if (stream.Next is { } next)
        {
            next.Previous = stream.Previous;
        }
        else
        {
            _last = stream.Previous;
        }

        (stream.Previous, stream.Next) = (null, null);
    }
}
