namespace Switchboard.Fanout;

/// <summary>Who calls, as a worker is told.</summary>
/// <param name="Kind">What stands behind the call.</param>
/// <param name="User">The user id; empty for anonymous parties and services.</param>
/// <param name="Client">The calling connection's id; empty where none calls.</param>
/// <param name="Info">JSON attached to the connection by whoever authenticated it; empty when there is none.</param>
internal sealed record CallCaller(PrincipalKind Kind, string User, string Client, ReadOnlyMemory<byte> Info);
