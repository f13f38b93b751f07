namespace Switchboard.Commands.Own;

/// <summary>The fields of <c>connections</c>.</summary>
internal sealed record ConnectionsFields(string? User, string? Channel, string? Cursor, int? Limit);
