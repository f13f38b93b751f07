using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Audit;

/// <summary>Computes the codes that entries, anchors and heads bear. docs/audit.md tells how, for those who check them by themselves.</summary>
internal sealed class AuditSealer(AuditKeys keys)
{
    private const string EntryDomain = "switchboard-audit-entry-v1";
    private const string AnchorDomain = "switchboard-audit-anchor-v1";
    private const string HeadDomain = "switchboard-audit-head-v1";

    /// <summary>Seals an entry behind another.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="previous">The hash of the one before; empty for none.</param>
    public AuditEntry Seal(AuditEntry entry, string previous)
    {
        var sealing = entry with { KeyId = keys.CurrentId };
        return sealing with { Hash = HashOf(sealing, previous)! };
    }

    /// <summary>Signs an anchor.</summary>
    public AuditAnchor Sign(AuditAnchor anchor, DateTimeOffset time)
    {
        var signing = anchor with { Time = time, KeyId = keys.CurrentId };
        return signing with { Signature = SignatureOf(signing)! };
    }

    /// <summary>Signs a head.</summary>
    public SignedHead Sign(AuditHead head, DateTimeOffset time, string node)
    {
        var signing = new SignedHead { Number = head.Number, Hash = head.Hash, Count = head.Count, Time = time.ToUnixTimeMilliseconds(), Node = node, Key = keys.CurrentId };
        return signing with { Signature = SignatureOf(signing)! };
    }

    /// <summary>Whether an entry is as it was sealed, behind that hash.</summary>
    public bool IsSound(AuditEntry entry, string previous) => Equals(HashOf(entry, previous), entry.Hash);

    /// <summary>Whether an anchor is as it was signed.</summary>
    public bool IsSound(AuditAnchor anchor) => Equals(SignatureOf(anchor), anchor.Signature);

    /// <summary>Whether a head is as it was signed.</summary>
    public bool IsSound(SignedHead head) => Equals(SignatureOf(head), head.Signature);

    /// <summary>Whether there is a key of that id.</summary>
    public bool Knows(string keyId) => keys.Knows(keyId);

    private static bool Equals(string? computed, string given)
        => computed is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(computed), Encoding.UTF8.GetBytes(given));

    private string? HashOf(AuditEntry entry, string previous)
    {
        var audited = entry.Event;
        var fields = new Fields();
        fields.Add(EntryDomain, Text(entry.Number), previous, entry.KeyId, Text(entry.Time.ToUnixTimeMilliseconds()), entry.Node);
        fields.Add(audited.Action, audited.Actor, audited.Address, audited.Target, audited.Result);
        foreach (var (name, value) in audited.Details.OrderBy(static detail => detail.Key, Utf8Order.Instance))
        {
            fields.Add(name, value);
        }

        return keys.Sign(entry.KeyId, fields.Bytes);
    }

    private string? SignatureOf(AuditAnchor anchor)
    {
        var fields = new Fields();
        fields.Add(AnchorDomain, Text(anchor.Number), anchor.Hash, anchor.KeyId, Text(anchor.Time.ToUnixTimeMilliseconds()));
        return keys.Sign(anchor.KeyId, fields.Bytes);
    }

    private string? SignatureOf(SignedHead head)
    {
        var fields = new Fields();
        fields.Add(HeadDomain, Text(head.Number), head.Hash, Text(head.Count), head.Key, Text(head.Time), head.Node);
        return keys.Sign(head.Key, fields.Bytes);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Fields one behind the other, each as a netstring, its length in front: no two lists of fields give the same bytes.</summary>
    private readonly struct Fields()
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

        public void Add(params ReadOnlySpan<string> fields)
        {
            foreach (var field in fields)
            {
                Encoding.UTF8.GetBytes(Text(Encoding.UTF8.GetByteCount(field)), _bytes);
                _bytes.Write(":"u8);
                Encoding.UTF8.GetBytes(field, _bytes);
                _bytes.Write(","u8);
            }
        }
    }

    private sealed class Utf8Order : IComparer<string>
    {
        public static Utf8Order Instance { get; } = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}
