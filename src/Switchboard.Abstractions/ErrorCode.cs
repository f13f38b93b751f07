namespace Switchboard;

/// <summary>An answer to a command that could not be carried out. Codes below 400 are those of the Centrifuge protocol.</summary>
/// <param name="Code">The number on the wire.</param>
/// <param name="Message">The text on the wire; the same for every occurrence.</param>
/// <param name="Temporary">Whether the same command may succeed later.</param>
/// <remarks>The catalogue is <see cref="ErrorCodes"/>, explained in docs/codes.md.</remarks>
public sealed record ErrorCode(uint Code, string Message, bool Temporary = false);
