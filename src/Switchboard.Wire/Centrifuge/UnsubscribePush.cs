namespace Switchboard.Wire.Centrifuge;

/// <summary>The server ended a subscription.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Code">Why.</param>
public sealed record UnsubscribePush(string Channel, UnsubscribeCode Code) : CentrifugePush(Channel);
