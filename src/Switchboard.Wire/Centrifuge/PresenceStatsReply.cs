namespace Switchboard.Wire.Centrifuge;

/// <summary>The result of a presence_stats command.</summary>
/// <param name="Stats">The counts.</param>
public sealed record PresenceStatsReply(PresenceStats Stats) : CentrifugeReply;
