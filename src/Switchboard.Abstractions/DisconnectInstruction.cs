namespace Switchboard;

/// <summary>Closes connections.</summary>
/// <param name="Target">Which connections.</param>
/// <param name="Code">What the clients are told.</param>
public sealed record DisconnectInstruction(ConnectionTarget Target, CloseCode Code) : Instruction(Target);
