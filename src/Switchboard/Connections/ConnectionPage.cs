namespace Switchboard.Connections;

/// <summary>A page of connections, in the order of their ids.</summary>
/// <param name="Connections">The connections.</param>
/// <param name="Cursor">Asks for the next page; null on the last.</param>
internal sealed record ConnectionPage(IReadOnlyList<Connection> Connections, string? Cursor);
