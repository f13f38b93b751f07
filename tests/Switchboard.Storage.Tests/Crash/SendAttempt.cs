namespace Switchboard.Storage.Tests.Crash;

/// <summary>One message that somebody wanted sent, and what became of it. What was repeated with its key is here more than once.</summary>
/// <param name="Text">Its payload, which no other message has.</param>
/// <param name="Sender">The sending user; empty for a service.</param>
/// <param name="User">Whose inbox.</param>
/// <param name="Id">The id that was acknowledged; null where the answer never came.</param>
internal sealed record SendAttempt(string Text, string Sender, string User, string? Id);
