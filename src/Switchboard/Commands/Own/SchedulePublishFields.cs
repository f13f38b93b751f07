using System.Text.Json;

namespace Switchboard.Commands.Own;

/// <summary>The publication of <c>schedule</c>.</summary>
internal sealed record SchedulePublishFields(string? Channel, JsonElement Data, string? IdempotencyKey);
