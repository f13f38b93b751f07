using System.Globalization;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Audit;

/// <summary>Goes through a chain, from its beginning, and finds the first thing that is wrong. Each entry is given once, in order.</summary>
/// <param name="sealer">Knows the keys.</param>
/// <param name="heads">What was signed about the chain earlier, by number.</param>
internal sealed class AuditVerifier(AuditSealer sealer, IEnumerable<SignedHead> heads)
{
    private readonly Queue<SignedHead> _heads = new(heads.OrderBy(static head => head.Number));
    private long _first;
    private long _number;
    private string _hash = "";

    /// <summary>How many entries were sound.</summary>
    public long Count => _number - _first;

    /// <summary>Begins behind what was removed.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public AuditFault? Begin(AuditAnchor anchor)
    {
        if (anchor != AuditAnchor.None && anchor.Number != 0 && !sealer.IsSound(anchor))
        {
            return new AuditFault(1, sealer.Knows(anchor.KeyId) ? "removed" : "key", $"Entries up to {Text(anchor.Number)} were removed, and the anchor in their place is {Forged(anchor.KeyId)}.");
        }

        (_first, _number, _hash) = (anchor.Number, anchor.Number, anchor.Hash);

        // What heads say of removed entries can no longer be compared, except of the last.
        while (_heads.TryPeek(out var head) && head.Number < anchor.Number)
        {
            _heads.Dequeue();
        }

        return Compare();
    }

    /// <summary>Takes the next entry.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public AuditFault? Next(AuditEntry entry)
    {
        if (entry is { IsDamaged: true, Number: long.MaxValue })
        {
            return new AuditFault(_number + 1, "changed", $"An entry that has no number any more stands behind entry {Text(_number)}.");
        }

        if (entry.Number <= _number)
        {
            return new AuditFault(entry.Number, "order", $"Entry {Text(entry.Number)} stands behind entry {Text(_number)}.");
        }

        if (entry.Number > _number + 1)
        {
            var missing = entry.Number - _number - 1;
            return new AuditFault(_number + 1, "missing", missing == 1 ? $"Entry {Text(_number + 1)} is missing." : $"Entries {Text(_number + 1)} to {Text(entry.Number - 1)} are missing.");
        }

        if (entry.IsDamaged)
        {
            return new AuditFault(entry.Number, "changed", $"Entry {Text(entry.Number)} was changed: it has what the server cannot have written.");
        }

        if (!sealer.IsSound(entry, _hash))
        {
            return sealer.Knows(entry.KeyId)
                ? new AuditFault(entry.Number, "changed", $"Entry {Text(entry.Number)} was changed, or put there by somebody without the key.")
                : new AuditFault(entry.Number, "key", $"Entry {Text(entry.Number)} is sealed with the key {entry.KeyId}, which is not among those given.");
        }

        (_number, _hash) = (entry.Number, entry.Hash);
        return Compare();
    }

    /// <summary>Ends, where the store says that the chain does.</summary>
    /// <returns>What is wrong; null for nothing.</returns>
    public AuditFault? End(long number, string hash)
    {
        if (_heads.TryPeek(out var head))
        {
            return new AuditFault(
                _number + 1, "cut", $"The entries from {Text(_number + 1)} on were cut off: a head signed {TimeOf(head)} has {Text(_heads.Max(static signed => signed.Number))}.");
        }

        if (number != _number || hash != _hash)
        {
            return new AuditFault(_number + 1, "cut", $"The chain ends with entry {Text(_number)}, and its end was noted as {Text(number)}: entries were cut off, or the end was changed.");
        }

        return null;
    }

    private AuditFault? Compare()
    {
        while (_heads.TryPeek(out var head) && head.Number == _number)
        {
            if (!string.Equals(head.Hash, _hash, StringComparison.Ordinal))
            {
                return new AuditFault(_number, "replaced", $"Entry {Text(_number)} is not the one that a head of {TimeOf(head)} was signed for.");
            }

            _heads.Dequeue();
        }

        return null;
    }

    private string Forged(string keyId) => sealer.Knows(keyId) ? "not as it was signed" : $"signed with the key {keyId}, which is not among those given";

    private static string TimeOf(SignedHead head) => ExportedEntry.TimeOf(head.Time).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The first thing that is wrong with an audit.</summary>
/// <param name="Number">The number of the entry.</param>
/// <param name="Problem">In a word: <c>changed</c>, <c>missing</c>, <c>order</c>, <c>cut</c>, <c>replaced</c>, <c>removed</c>, <c>key</c> or <c>head</c>.</param>
/// <param name="Message">In a sentence.</param>
internal sealed record AuditFault(long Number, string Problem, string Message);
