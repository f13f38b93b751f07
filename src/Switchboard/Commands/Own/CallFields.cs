using System.Text.Json;

namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>call</c>.</summary>
internal sealed record CallFields(string? Method, JsonElement Data, string? User, string? Client, string? Id, long? DeadlineMs, bool? Idempotent, string? IdempotencyKey);
