namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>cancel</c>.</summary>
/// <param name="Id">The id that the caller gave its call.</param>
internal sealed record CancelFields(string? Id);
