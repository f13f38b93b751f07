using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchboard.Client.Tests.Maps;

[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(string))]
internal sealed partial class TestJson : JsonSerializerContext;
