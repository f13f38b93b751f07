namespace Switchboard.Hooks;

/// <summary>A client was let in.</summary>
/// <param name="Connection">The connection.</param>
public sealed record ConnectedEvent(ConnectionDetails Connection) : HookEvent;
