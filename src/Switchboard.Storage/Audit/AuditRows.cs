using System.Collections.ObjectModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Switchboard.Extensibility;

namespace Switchboard.Storage.Audit;

/// <summary>A row of the table of entries.</summary>
internal sealed class AuditRow
{
    /// <summary>The columns that are read.</summary>
    public const string Columns =
        "number AS Number, recorded_at AS RecordedAt, node AS Node, action AS Action, actor AS Actor, address AS Address, target AS Target, result AS Result, details AS Details, key_id AS KeyId, hash AS Hash";

    private static readonly IReadOnlyDictionary<string, string> _none = ReadOnlyDictionary<string, string>.Empty;

    public long Number { get; set; }

    public long RecordedAt { get; set; }

    public string Node { get; set; } = "";

    public string Action { get; set; } = "";

    public string Actor { get; set; } = "";

    public string Address { get; set; } = "";

    public string Target { get; set; } = "";

    public string Result { get; set; } = "";

    /// <summary>A JSON object of texts.</summary>
    public string Details { get; set; } = "{}";

    public string KeyId { get; set; } = "";

    public string Hash { get; set; } = "";

    /// <summary>Whether a cell has what no store writes there.</summary>
    [JsonIgnore]
    public bool IsDamaged { get; set; }

    public static AuditRow From(AuditEntry entry) => new()
    {
        Number = entry.Number,
        RecordedAt = entry.Time.ToUnixTimeMilliseconds(),
        Node = entry.Node,
        Action = entry.Event.Action,
        Actor = entry.Event.Actor,
        Address = entry.Event.Address,
        Target = entry.Event.Target,
        Result = entry.Event.Result,
        Details = JsonSerializer.Serialize(entry.Event.Details, AuditJsonContext.Default.IReadOnlyDictionaryStringString),
        KeyId = entry.KeyId,
        Hash = entry.Hash,
    };

    /// <summary>The entry, or what can be read of it.</summary>
    public AuditEntry ToEntry()
    {
        var details = TryReadDetails();
        return new AuditEntry(Number, new AuditEvent(Action) { Actor = Actor, Address = Address, Target = Target, Result = Result, Details = details ?? _none })
        {
            Time = TimeOf(RecordedAt),
            Node = Node,
            KeyId = KeyId,
            Hash = Hash,
            IsDamaged = IsDamaged || details is null,
        };
    }

    /// <summary>A time out of the database, whatever stands there.</summary>
    public static DateTimeOffset TimeOf(long milliseconds)
        => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private IReadOnlyDictionary<string, string>? TryReadDetails()
    {
        try
        {
            var details = JsonSerializer.Deserialize(Details, AuditJsonContext.Default.IReadOnlyDictionaryStringString);
            return details?.Values.Any(static value => value is null) == false ? details : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>The row of the chain.</summary>
internal sealed class AuditChainRow
{
    /// <summary>The columns that are read.</summary>
    public const string Columns =
        "number AS Number, hash AS Hash, anchor_number AS AnchorNumber, anchor_hash AS AnchorHash, anchor_at AS AnchorAt, anchor_key_id AS AnchorKeyId, anchor_signature AS AnchorSignature";

    public long Number { get; set; }

    public string Hash { get; set; } = "";

    public long AnchorNumber { get; set; }

    public string AnchorHash { get; set; } = "";

    public long AnchorAt { get; set; }

    public string AnchorKeyId { get; set; } = "";

    public string AnchorSignature { get; set; } = "";

    /// <summary>Whether a cell has what no store writes there.</summary>
    [JsonIgnore]
    public bool IsDamaged { get; set; }

    /// <summary>The end of the chain.</summary>
    [JsonIgnore]
    public AuditHead Head => new(Number, Hash, Number - AnchorNumber);

    /// <summary>Its beginning.</summary>
    [JsonIgnore]
    public AuditAnchor Anchor => new(AnchorNumber, AnchorHash) { Time = AuditRow.TimeOf(AnchorAt), KeyId = AnchorKeyId, Signature = AnchorSignature };
}

/// <summary>How the details of entries are kept.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class AuditJsonContext : JsonSerializerContext;
