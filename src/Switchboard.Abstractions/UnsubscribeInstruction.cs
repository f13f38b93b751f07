namespace Switchboard;

/// <summary>Ends the subscriptions of connections to a channel.</summary>
/// <param name="Target">Which connections.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Code">What the clients are told.</param>
public sealed record UnsubscribeInstruction(ConnectionTarget Target, string Channel, UnsubscribeCode Code) : Instruction(Target);
