namespace Switchboard.Hooks;

/// <summary>A subscription ended.</summary>
/// <param name="Connection">Whose it was.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Code">What the client was told; null where the client ended it, or it ended with its connection.</param>
public sealed record UnsubscribedEvent(ConnectionDetails Connection, string Channel, UnsubscribeCode? Code) : HookEvent;
