namespace Switchboard.Client;

/// <summary>Who calls.</summary>
/// <param name="Kind">service, user, device or anonymous.</param>
/// <param name="User">The user; empty for none.</param>
/// <param name="Client">The calling connection's client id; empty where a service calls.</param>
/// <param name="Info">What the caller's token says of the caller, as JSON; empty for nothing.</param>
public sealed record Caller(string Kind, string User, string Client, ReadOnlyMemory<byte> Info = default);
