namespace Switchboard;

/// <summary>A publication with the channel that it was published into.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Publication">The publication.</param>
public readonly record struct ChannelPublication(string Channel, Publication Publication);
