namespace Switchboard.Hooks;

/// <summary>A subscription began.</summary>
/// <param name="Connection">Whose it is.</param>
/// <param name="Channel">The channel.</param>
/// <param name="IsServerSide">Whether the server began it.</param>
public sealed record SubscribedEvent(ConnectionDetails Connection, string Channel, bool IsServerSide) : HookEvent;
