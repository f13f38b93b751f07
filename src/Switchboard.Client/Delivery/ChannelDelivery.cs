namespace Switchboard.Client.Delivery;

/// <summary>A publication on its way to its handler, or the mere news that the position moved.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Publication">What was published; null where only the position moved.</param>
/// <param name="Position">The position once this is handled; null where the channel keeps none.</param>
internal sealed record ChannelDelivery(string Channel, Publication? Publication, Position? Position);
