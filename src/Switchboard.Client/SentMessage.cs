namespace Switchboard.Client;

/// <summary>What became of a message to one of several users.</summary>
/// <param name="User">The user.</param>
/// <param name="Id">The message's id; null where it was refused.</param>
/// <param name="Error">Why it was refused; null where it was accepted.</param>
public sealed record SentMessage(string User, string? Id, ErrorCode? Error);
