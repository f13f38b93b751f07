namespace Switchboard.Wire.Centrifuge;

/// <summary>The result of a presence command.</summary>
/// <param name="Clients">Who is in the channel; on the wire a map keyed by client id.</param>
public sealed record PresenceReply(IReadOnlyCollection<ClientInfo> Clients) : CentrifugeReply;
