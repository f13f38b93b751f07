namespace Switchboard.Commands.Own;

/// <summary>The error that a worker ends a call with.</summary>
internal sealed record AnswerError(uint Code, string? Message);
