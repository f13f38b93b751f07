using System.Text.Json.Serialization;

namespace Switchboard.Client.Mutations;

[JsonSerializable(typeof(string))]
internal sealed partial class TextJsonContext : JsonSerializerContext;
