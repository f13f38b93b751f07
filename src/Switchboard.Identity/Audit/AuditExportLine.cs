using System.Text.Json;
using Switchboard.Extensibility;

namespace Switchboard.Identity.Audit;

/// <summary>A line of an export of the audit: the anchor in front, an entry, or the end of the chain behind.</summary>
internal sealed record AuditExportLine
{
    public ExportedAnchor? Anchor { get; init; }

    public ExportedEntry? Entry { get; init; }

    public ExportedEnd? End { get; init; }

    /// <summary>The line.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, AuditLineContext.Default.AuditExportLine);

    /// <summary>Reads a line; null where it is none.</summary>
    public static AuditExportLine? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditLineContext.Default.AuditExportLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>An anchor in an export.</summary>
internal sealed record ExportedAnchor(long Number, string Hash, long Time, string Key, string Signature)
{
    public static ExportedAnchor From(AuditAnchor anchor) => new(anchor.Number, anchor.Hash, anchor.Time.ToUnixTimeMilliseconds(), anchor.KeyId, anchor.Signature);

    /// <summary>The anchor.</summary>
    public AuditAnchor ToAnchor() => new(Number, Hash) { Time = ExportedEntry.TimeOf(Time), KeyId = Key, Signature = Signature };
}

/// <summary>The end of the chain in an export.</summary>
internal sealed record ExportedEnd(long Number, string Hash);

/// <summary>An entry in an export.</summary>
internal sealed record ExportedEntry(
    long Number, long Time, string Node, string Action, string Actor, string Address, string Target, string Result, Dictionary<string, string> Details, string Key, string Hash, bool? Damaged = null)
{
    public static ExportedEntry From(AuditEntry entry) => new(
        entry.Number, entry.Time.ToUnixTimeMilliseconds(), entry.Node, entry.Event.Action, entry.Event.Actor, entry.Event.Address, entry.Event.Target, entry.Event.Result,
        entry.Event.Details.ToDictionary(StringComparer.Ordinal), entry.KeyId, entry.Hash, entry.IsDamaged ? true : null);

    /// <summary>A time of an export, whatever stands there.</summary>
    public static DateTimeOffset TimeOf(long milliseconds)
        => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>The entry.</summary>
    public AuditEntry ToEntry() => new(Number, new AuditEvent(Action) { Actor = Actor, Address = Address, Target = Target, Result = Result, Details = Details })
    {
        Time = TimeOf(Time),
        Node = Node,
        KeyId = Key,
        Hash = Hash,
        IsDamaged = Damaged == true || Details.ContainsValue(null!),
    };
}
