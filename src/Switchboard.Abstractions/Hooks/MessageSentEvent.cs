namespace Switchboard.Hooks;

/// <summary>A message was sent to a user.</summary>
/// <param name="Connection">Who sent it; null for a service.</param>
/// <param name="User">The receiver's user id.</param>
/// <param name="Publication">The message, as it was published in the user's inbox.</param>
public sealed record MessageSentEvent(ConnectionDetails? Connection, string User, Publication Publication) : HookEvent
{
    /// <summary>The idempotency key that it was sent with; null for none.</summary>
    public string? IdempotencyKey { get; init; }
}
