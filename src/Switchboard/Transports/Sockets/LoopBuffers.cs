using System.Buffers;

namespace Switchboard.Transports.Sockets;

/// <summary>What an event loop reads into: small at first, larger where more has come. Only for the loop's thread.</summary>
/// <remarks>
/// A message that is handled elsewhere keeps the buffer that it lies in, however long that takes: thousands that wait for a hook or for a
/// store must not each hold room for the largest.
/// </remarks>
internal sealed class LoopBuffers
{
    private static readonly int[] _sizes = [4 * 1024, 32 * 1024, 256 * 1024];

    private readonly byte[][] _buffers = Array.ConvertAll(_sizes, ArrayPool<byte>.Shared.Rent);

    /// <summary>The largest.</summary>
    public byte[] Largest => _buffers[^1];

    /// <summary>The smallest that has room behind so many bytes.</summary>
    public byte[] ForMoreThan(int bytes)
    {
        var i = 0;
        while (_sizes[i] <= bytes)
        {
            i++;
        }

        return _buffers[i];
    }

    /// <summary>Whether the buffer is one of these, and there is a larger.</summary>
    public bool CanGrow(byte[] buffer) => Array.IndexOf(_buffers, buffer) is >= 0 and var index && index < _buffers.Length - 1;

    /// <summary>Hands a buffer over to the caller, who gives it to the shared pool, and takes another. False where it is none of these.</summary>
    public bool TryDetach(byte[] buffer)
    {
        var index = Array.IndexOf(_buffers, buffer);
        if (index < 0)
        {
            return false;
        }

        _buffers[index] = ArrayPool<byte>.Shared.Rent(_sizes[index]);
        return true;
    }
}
