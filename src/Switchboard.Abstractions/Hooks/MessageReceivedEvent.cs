namespace Switchboard.Hooks;

/// <summary>A client sent a message to the application.</summary>
/// <param name="Connection">Who sent it.</param>
/// <param name="Data">The payload, as it came; empty for none.</param>
/// <param name="IsJson">Whether the payload came on a JSON wire and is JSON.</param>
public sealed record MessageReceivedEvent(ConnectionDetails Connection, ReadOnlyMemory<byte> Data, bool IsJson) : HookEvent
{
    /// <summary>The idempotency key that it was sent with; null for none.</summary>
    public string? IdempotencyKey { get; init; }
}
