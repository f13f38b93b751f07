namespace Switchboard.Wire.Centrifuge;

/// <summary>A publication arrived.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Publication">The publication.</param>
public sealed record PublicationPush(string Channel, Publication Publication) : CentrifugePush(Channel);
