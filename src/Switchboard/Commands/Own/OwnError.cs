namespace Switchboard.Commands.Own;

/// <summary>An error of the catalogue.</summary>
internal sealed record OwnError(uint Code, string Message);
