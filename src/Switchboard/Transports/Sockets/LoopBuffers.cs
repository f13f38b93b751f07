namespace Switchboard.Transports.Sockets;

/// <summary>Where an event loop reads to: little at first, more where more has come. Only for the loop's thread.</summary>
/// <remarks>
/// So what is read together is sent together, however large, and messages that wait for a hook or a store, thousands perhaps and for
/// minutes, each keep hardly more than their own bytes.
/// </remarks>
internal sealed class LoopBuffers
{
    private static readonly Level[] _levels = [new(4 * 1024, 64 * 1024), new(32 * 1024, 64 * 1024), new(256 * 1024, 256 * 1024)];

    private readonly ReadBlock[] _blocks = Array.ConvertAll(_levels, static level => level.NewBlock());

    /// <summary>The largest level.</summary>
    public static int Largest => _levels.Length - 1;

    /// <summary>The smallest level with room behind so many bytes.</summary>
    public static int LevelFor(int bytes) => Array.FindIndex(_levels, level => level.ReadBytes > bytes);

    /// <summary>Memory for what is read next.</summary>
    public Memory<byte> At(int level)
    {
        _blocks[level].Reuse();
        return _blocks[level].Free;
    }

    /// <summary>Leaves what was read to the caller, until that is disposed of.</summary>
    /// <param name="level">Where it was read to.</param>
    /// <param name="length">How long it is.</param>
    public IDisposable Keep(int level, int length)
    {
        var block = _blocks[level];
        if (!block.Keep(length))
        {
            _blocks[level] = _levels[level].NewBlock();
            block.Dispose();
        }

        return block;
    }

    /// <param name="ReadBytes">How much is read at once.</param>
    /// <param name="BlockBytes">How much memory is shared by what is kept.</param>
    private sealed record Level(int ReadBytes, int BlockBytes)
    {
        public ReadBlock NewBlock() => new(ReadBytes, BlockBytes);
    }
}
