namespace Switchboard.Wire.Deltas;

/// <summary>Makes one delta: what both payloads begin and end with is copied, and of what is between, whatever is found again by its blocks.</summary>
internal ref struct DeltaEncoder(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, bool isText, DeltaWriter writer)
{
    // Payloads of little variety have many blocks of one hash: a few are looked at, so that the time stays in proportion to the bytes.
    private const int MaxCandidates = 8;

    // An index costs more than inserting what is as short as this.
    private const int MinMiddle = 2 * BlockIndex.BlockBytes;

    // How many bytes are compared at once from behind.
    private const int Stride = 64;

    private readonly ReadOnlySpan<byte> _source = source;
    private readonly ReadOnlySpan<byte> _target = target;
    private DeltaWriter _writer = writer;

    // Where the part of the target begins that is neither copied nor inserted yet.
    private int _pending;

    /// <summary>False where the delta does not fit into the writer's buffer.</summary>
    public bool TryEncode(out int length)
    {
        _writer.Begin(_target.Length);
        var prefix = _source.CommonPrefixLength(_target);
        var suffix = SuffixOf(_source[prefix..], _target[prefix..]);
        var end = _target.Length - suffix;
        TryCopy(new Match(0, 0, prefix));
        EncodeMiddle(prefix, end);
        TryCopy(new Match(_source.Length - suffix, end, suffix));
        _writer.Insert(_target[_pending..]);
        _writer.End(DeltaChecksum.Of(_target));
        length = _writer.Length;
        return !_writer.IsFull;
    }

    private static int SuffixOf(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var most = Math.Min(first.Length, second.Length);
        var length = 0;
        while (most - length >= Stride && first[^(length + Stride)..^length].SequenceEqual(second[^(length + Stride)..^length]))
        {
            length += Stride;
        }

        while (length < most && first[^(length + 1)] == second[^(length + 1)])
        {
            length++;
        }

        return length;
    }

    /// <summary>Looks for blocks of the source in what is left of the target.</summary>
    private void EncodeMiddle(int start, int end)
    {
        if (end - start < MinMiddle || _source.Length < BlockIndex.BlockBytes)
        {
            return;
        }

        using var index = new BlockIndex(_source);
        var at = start;
        var hash = BlockIndex.HashOf(_target.Slice(at, BlockIndex.BlockBytes));
        while (!_writer.IsFull)
        {
            if (FindBest(index, hash, at) is { Count: > 0 } match && TryCopy(match))
            {
                at = match.Target + match.Count;
                if (end - at < BlockIndex.BlockBytes)
                {
                    return;
                }

                hash = BlockIndex.HashOf(_target.Slice(at, BlockIndex.BlockBytes));
                continue;
            }

            if (at + BlockIndex.BlockBytes >= end)
            {
                return;
            }

            hash = BlockIndex.Roll(hash, _target[at], _target[at + BlockIndex.BlockBytes]);
            at++;
        }
    }

    /// <summary>The longest of the first few matches of a block, in both directions.</summary>
    private readonly Match FindBest(BlockIndex index, uint hash, int at)
    {
        var best = default(Match);
        var candidates = MaxCandidates;
        for (var block = index.Find(hash); block > 0 && candidates-- > 0; block = index.Next(block))
        {
            var offset = BlockIndex.OffsetOf(block);
            var forward = _source[offset..].CommonPrefixLength(_target[at..]);
            if (forward < BlockIndex.BlockBytes)
            {
                continue;
            }

            var backward = SuffixOf(_source[..offset], _target[_pending..at]);
            if (forward + backward > best.Count)
            {
                best = new Match(offset - backward, at - backward, forward + backward);
            }
        }

        return best;
    }

    /// <summary>Inserts what comes before a match, and copies that. False where the copy would be longer than what it stands for.</summary>
    private bool TryCopy(Match match)
    {
        // What the middle has taken already is no longer the suffix's.
        match = match.From(Math.Max(match.Target, _pending));
        if (isText)
        {
            match = WholeCharacters(match);
        }

        if (match.Count <= 0 || !DeltaWriter.IsShorter(match.Source, match.Count))
        {
            return false;
        }

        _writer.Insert(_target[_pending..match.Target]);
        _writer.Copy(match.Source, match.Count);
        _pending = match.Target + match.Count;
        return true;
    }

    /// <summary>Leaves out the parts of characters at both ends: what is inserted there would not be UTF-8.</summary>
    private readonly Match WholeCharacters(Match match)
    {
        var (start, end) = (match.Target, match.Target + match.Count);
        while (start < end && IsWithinCharacter(start))
        {
            start++;
        }

        while (end > start && IsWithinCharacter(end))
        {
            end--;
        }

        return match.From(start) with { Count = end - start };
    }

    private readonly bool IsWithinCharacter(int position) => position < _target.Length && (_target[position] & 0xC0) == 0x80;

    private readonly record struct Match(int Source, int Target, int Count)
    {
        /// <summary>What is left of it behind a place in the target.</summary>
        public Match From(int start) => new(Source + start - Target, start, Count - (start - Target));
    }
}
