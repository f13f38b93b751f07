using System.Buffers;

namespace Switchboard.Transports.Sockets;

/// <summary>Memory that an event loop reads into. What is handled elsewhere meanwhile keeps its place, and what is read next goes behind it.</summary>
/// <remarks>
/// So a thousand short messages under way hold a few blocks, not a buffer each. The block goes back to the pool once the loop and all who
/// keep a part of it have disposed of it.
/// </remarks>
/// <param name="readBytes">How much can be read at once.</param>
/// <param name="bytes">How large it is.</param>
internal sealed class ReadBlock(int readBytes, int bytes) : IDisposable
{
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(bytes);
    private int _start;
    private int _holders = 1;

    /// <summary>Where to read to. Only for the loop.</summary>
    public Memory<byte> Free => _bytes.AsMemory(_start, readBytes);

    /// <summary>Begins at the front where nobody keeps a part any more. Only for the loop, which alone lets others keep some.</summary>
    public void Reuse()
    {
        if (Volatile.Read(ref _holders) == 1)
        {
            _start = 0;
        }
    }

    /// <summary>Keeps the beginning of <see cref="Free"/> for somebody, who disposes of the block. False where no more can be read to it. Only for the loop.</summary>
    public bool Keep(int length)
    {
        Interlocked.Increment(ref _holders);
        _start += length;
        return _start + readBytes <= bytes;
    }

    /// <summary>The loop, or somebody who has kept a part, is through with it.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
