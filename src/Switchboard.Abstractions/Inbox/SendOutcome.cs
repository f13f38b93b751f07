namespace Switchboard;

/// <summary>What a message came to for one user.</summary>
/// <param name="User">The user id.</param>
/// <param name="Id">The message's id, by which its state is asked for; null where there is an error.</param>
/// <param name="Error">Why the inbox did not take it; null where it did.</param>
public readonly record struct SendOutcome(string User, string? Id, ErrorCode? Error);
