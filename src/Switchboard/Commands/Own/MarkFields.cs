namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>mark</c>.</summary>
internal sealed record MarkFields(string? User, IReadOnlyList<string?>? Ids, string? As);
