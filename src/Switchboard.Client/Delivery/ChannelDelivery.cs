namespace Switchboard.Client.Delivery;

/// <summary>A publication to be handled, or a mere advance of the position.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Publication">What was published; null where only the position advanced.</param>
/// <param name="Position">The position once this is handled; null where the channel has none.</param>
internal record ChannelDelivery(string Channel, Publication? Publication, Position? Position)
{
    /// <summary>A delivery of a publication, which is given the epoch that the wire has only once.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="publication">The publication.</param>
    /// <param name="epoch">The epoch of its offset; empty where the channel has no positions.</param>
    /// <param name="previous">The position before, which stays where this publication has none.</param>
    public static ChannelDelivery Of(string channel, Publication publication, string epoch, Position? previous = null)
        => publication.HasPosition && epoch.Length > 0
            ? new ChannelDelivery(channel, publication with { Epoch = epoch }, new Position(publication.Offset, epoch))
            : new ChannelDelivery(channel, publication, previous);
}
