namespace Switchboard.Maps;

/// <summary>A page of entries.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Position">The position that they were read at.</param>
/// <param name="Cursor">Asks for the next page; empty on the last.</param>
internal sealed record MapStatePage(IReadOnlyList<Publication> Entries, Position Position, string Cursor);
