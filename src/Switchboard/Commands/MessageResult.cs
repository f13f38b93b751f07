namespace Switchboard.Commands;

/// <summary>What became of a message to one user.</summary>
/// <param name="User">The user.</param>
/// <param name="Id">The message's id; empty where it was refused.</param>
/// <param name="Error">Why it was refused; null where it was accepted.</param>
internal sealed record MessageResult(string User, string Id, ErrorCode? Error);
