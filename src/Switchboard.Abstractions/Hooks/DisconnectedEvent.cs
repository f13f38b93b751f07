namespace Switchboard.Hooks;

/// <summary>A connection ended.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Code">Why; <see cref="CloseCodes.ConnectionClosed"/> where the client left or was lost.</param>
public sealed record DisconnectedEvent(ConnectionDetails Connection, CloseCode Code) : HookEvent;
