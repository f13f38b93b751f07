using System.Buffers;
using System.Numerics;

namespace Switchboard.Wire.Deltas;

/// <summary>Where the blocks of a source are, by a hash of their bytes that can be rolled over a target.</summary>
internal readonly struct BlockIndex : IDisposable
{
    /// <summary>The bytes of a block.</summary>
    public const int BlockBytes = 16;

    private const uint Base = 0x01000193;

    // Base to the power of the block's bytes: what a byte has been multiplied by when it leaves.
    private static readonly uint _leaving = PowerOfBase();

    // Places are numbers of blocks, from 1; 0 is none. The table has the first block of a hash, the chain the one behind it.
    private readonly int[] _table;
    private readonly int[] _chain;
    private readonly int _shift;

    public BlockIndex(ReadOnlySpan<byte> source)
    {
        var blocks = source.Length / BlockBytes;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(blocks, 2));
        _shift = 32 - BitOperations.Log2((uint)size);
        _table = ArrayPool<int>.Shared.Rent(size);
        _table.AsSpan(0, size).Clear();
        _chain = ArrayPool<int>.Shared.Rent(blocks + 1);

        // From the last, so that the first is found first: what repeats is longest from there.
        for (var block = blocks; block > 0; block--)
        {
            ref var place = ref _table[SlotOf(HashOf(source.Slice((block - 1) * BlockBytes, BlockBytes)))];
            _chain[block] = place;
            place = block;
        }
    }

    /// <summary>The hash of a block.</summary>
    public static uint HashOf(ReadOnlySpan<byte> block)
    {
        uint hash = 0;
        foreach (var value in block)
        {
            hash = (hash * Base) + value;
        }

        return hash;
    }

    /// <summary>The hash of the block one byte further.</summary>
    public static uint Roll(uint hash, byte leaves, byte enters) => (hash * Base) + enters - (leaves * _leaving);

    /// <summary>The first block that may have a hash; 0 for none.</summary>
    public int Find(uint hash) => _table[SlotOf(hash)];

    /// <summary>The next block of the same hash; 0 for none.</summary>
    public int Next(int block) => _chain[block];

    /// <summary>Where a block begins.</summary>
    public static int OffsetOf(int block) => (block - 1) * BlockBytes;

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_table);
        ArrayPool<int>.Shared.Return(_chain);
    }

    // The upper bits of a product are the mixed ones.
    private int SlotOf(uint hash) => (int)((hash * 0x9E3779B1) >> _shift);

    private static uint PowerOfBase()
    {
        uint power = 1;
        for (var i = 0; i < BlockBytes; i++)
        {
            power *= Base;
        }

        return power;
    }
}
