namespace Switchboard.Wire.Centrifuge;

/// <summary>What the server tells a client unasked.</summary>
/// <param name="Channel">The channel it is about; empty when it is about the connection.</param>
public abstract record CentrifugePush(string Channel);
