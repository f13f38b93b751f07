using System.Text.Json.Serialization;

namespace Worker;

[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(int))]
internal sealed partial class WorkerJson : JsonSerializerContext;
