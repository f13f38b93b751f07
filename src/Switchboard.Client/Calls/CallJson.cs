using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Client.Calls;

/// <summary>How JSON values are written without reflection.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class CallJson : JsonSerializerContext;
