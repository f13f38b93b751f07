using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Commands.Own;

/// <summary>A publication to come. A payload that is no JSON is in base64.</summary>
internal sealed record OwnScheduledPublish(
    string Channel, JsonElement? Data, [property: JsonPropertyName("b64data")] byte[]? B64Data, IReadOnlyDictionary<string, string>? Tags);
