using System.Text.Json.Serialization;

namespace Switchboard.Schedules;

/// <summary>How scheduled work is stored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduledWork))]
internal sealed partial class ScheduleJsonContext : JsonSerializerContext;
