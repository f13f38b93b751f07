namespace Switchboard.Wire.Centrifuge;

/// <summary>Reads a channel's past.</summary>
/// <param name="Id">The command's id.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Limit">How many publications at most; 0 for the position alone, negative for all.</param>
/// <param name="Since">The position to start behind; null for the beginning.</param>
/// <param name="Reverse">Newest first.</param>
public sealed record HistoryCommand(uint Id, string Channel, int Limit, Position? Since, bool Reverse) : CentrifugeCommand(Id);
