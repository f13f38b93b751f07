namespace Switchboard;

/// <summary>What server code, or the HTTP API, does to connections wherever they are held.</summary>
/// <param name="Target">Which connections.</param>
public abstract record Instruction(ConnectionTarget Target);
