namespace Switchboard.Commands.Own;

/// <summary>The result of <c>answer</c> and <c>cancel</c>.</summary>
/// <param name="Taken">Whether it made a difference: false where the call had ended, or was not this connection's.</param>
internal sealed record AnswerReceipt(bool Taken);
