namespace Switchboard;

/// <summary>An instruction about connections that may be held by any node. What is asked for is in <paramref name="Instruction"/>.</summary>
/// <param name="Sender">The node that was asked.</param>
/// <param name="Instruction">What to do, and to which connections.</param>
public sealed record ControlMessage(string Sender, Instruction Instruction) : BusMessage(Sender);
