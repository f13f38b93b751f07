namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>unserve</c>.</summary>
internal sealed record UnserveFields(string? Method);
