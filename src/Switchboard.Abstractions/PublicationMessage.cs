namespace Switchboard;

/// <summary>A publication entered fan-out on the sender; receivers hand it to their own subscribers.</summary>
/// <param name="Sender">The node that took the publication.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Publication">The publication, with its position where the channel keeps one: a receiver detects gaps by it.</param>
public sealed record PublicationMessage(string Sender, string Channel, Publication Publication) : BusMessage(Sender);
