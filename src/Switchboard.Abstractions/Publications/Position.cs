namespace Switchboard;

/// <summary>A place in a channel's stream.</summary>
/// <param name="Offset">Counts publications of the epoch, from 1; 0 is the place before the first.</param>
/// <param name="Epoch">Names the life of the stream: a new one begins whenever the past is lost. Never empty for a real stream.</param>
public readonly record struct Position(ulong Offset, string Epoch);
