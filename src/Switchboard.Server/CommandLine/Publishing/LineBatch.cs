using System.Buffers;

namespace Switchboard.Server.CommandLine.Publishing;

/// <summary>Lines that are published in one request.</summary>
internal sealed class LineBatch
{
    private const int MaxLines = 256;
    private const int MaxBytes = 1_048_576;

    private readonly List<(long Number, byte[] Data)> _lines = [];
    private int _bytes;

    /// <summary>The lines, with their numbers.</summary>
    public IReadOnlyList<(long Number, byte[] Data)> Lines => _lines;

    /// <summary>Whether there is no room for another line.</summary>
    public bool IsFull => _lines.Count >= MaxLines || _bytes >= MaxBytes;

    /// <summary>Adds a line.</summary>
    public void Add(long number, ReadOnlySequence<byte> data)
    {
        _lines.Add((number, data.ToArray()));
        _bytes += _lines[^1].Data.Length;
    }

    /// <summary>Takes all lines out.</summary>
    public void Clear()
    {
        _lines.Clear();
        _bytes = 0;
    }
}
