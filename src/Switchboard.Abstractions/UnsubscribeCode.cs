namespace Switchboard;

/// <summary>Why the server ended a subscription. From 2500 on the client subscribes again by itself.</summary>
/// <param name="Code">The number on the wire.</param>
/// <param name="Reason">The text on the wire.</param>
public sealed record UnsubscribeCode(uint Code, string Reason);
