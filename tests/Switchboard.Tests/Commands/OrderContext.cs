using System.Text.Json.Serialization;

namespace Switchboard.Tests.Commands;

[JsonSerializable(typeof(Order))]
internal sealed partial class OrderContext : JsonSerializerContext;
