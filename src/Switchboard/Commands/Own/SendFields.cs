using System.Text.Json;

namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>send</c>.</summary>
internal sealed record SendFields
{
    public string? User { get; init; }

    public List<string>? Users { get; init; }

    public JsonElement Data { get; init; }

    public string? Event { get; init; }

    public string? Kind { get; init; }

    public int? Priority { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public long? ExpiresMs { get; init; }

    public string? ReplyTo { get; init; }

    public string? IdempotencyKey { get; init; }
}
