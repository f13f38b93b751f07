namespace Switchboard.Commands.Own;

/// <summary>What became of a message to one user: an id and a state, or an error.</summary>
internal sealed record OwnMessage(string User, string? Id, string? State, OwnError? Error);
