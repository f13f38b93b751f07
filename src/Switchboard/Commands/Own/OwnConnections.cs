namespace Switchboard.Commands.Own;

/// <summary>The result of <c>connections</c>: a page.</summary>
internal sealed record OwnConnections(IReadOnlyList<OwnConnection> Connections, string? Cursor);
