namespace Switchboard.Wire.Centrifuge;

/// <summary>The result of a command.</summary>
public abstract record CentrifugeReply;
