using System.Runtime.InteropServices;

namespace Switchboard.Outbound;

/// <summary>Frames in the order of their arrival. The first of an empty ring takes no memory: most queues never hold a second.</summary>
/// <remarks>A mutable struct: keep it in a field, never copy it. Not safe for concurrent use.</remarks>
[StructLayout(LayoutKind.Auto)]
internal struct FrameRing
{
    // What a busy connection fills again and again is kept; what a burst needed is not.
    private const int KeptCapacity = 16;
    private const int FirstCapacity = 4;

    private OutboundFrame _first;
    private OutboundFrame[]? _others;
    private int _head;
    private bool _hasFirst;

    public int Count { get; private set; }

    /// <summary>The oldest frame; there must be one.</summary>
    public readonly OutboundFrame Peek() => _hasFirst ? _first : _others![_head];

    public void Add(in OutboundFrame frame)
    {
        if (Count == 0)
        {
            _first = frame;
            _hasFirst = true;
            Count = 1;
            return;
        }

        var others = _hasFirst ? Count - 1 : Count;
        if (_others is null || others == _others.Length)
        {
            Grow(others);
        }

        _others![(_head + others) & (_others.Length - 1)] = frame;
        Count++;
    }

    /// <summary>Takes the oldest frame out; there must be one.</summary>
    public OutboundFrame Remove()
    {
        Count--;
        var frame = Peek();
        if (_hasFirst)
        {
            _hasFirst = false;
            _first = default;
            return frame;
        }

        _others![_head] = default;
        _head = (_head + 1) & (_others.Length - 1);
        if (Count == 0 && _others.Length > KeptCapacity)
        {
            _others = null;
            _head = 0;
        }

        return frame;
    }

    private void Grow(int count)
    {
        var larger = new OutboundFrame[Math.Max(FirstCapacity, count * 2)];
        for (var i = 0; i < count; i++)
        {
            larger[i] = _others![(_head + i) & (_others.Length - 1)];
        }

        _others = larger;
        _head = 0;
    }
}
