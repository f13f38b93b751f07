namespace Switchboard.Commands;

/// <summary>A page of a channel's past.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Limit">How many publications at most; 0 for the position alone, negative for as many as a page may hold.</param>
/// <param name="Since">The position to start behind; null for the beginning, or the end when reading backwards.</param>
/// <param name="Reverse">Newest first.</param>
internal sealed record HistoryRequest(string Channel, int Limit, Position? Since, bool Reverse);
