using System.Text.Json.Serialization;

namespace Switchboard.Inbox;

/// <summary>How the notices about messages are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MarkNotice))]
[JsonSerializable(typeof(ReceiptNotice))]
internal sealed partial class InboxJsonContext : JsonSerializerContext;
