using Switchboard.Client.Delivery;

namespace Switchboard.Client.Maps;

/// <summary>Stands behind the changes by which a map came to be as it is at the hub.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Args">What the application is told once those were handled.</param>
internal sealed record SynchronizedDelivery(string Channel, MapSynchronizedEventArgs Args) : ChannelDelivery(Channel, Publication: null, Position: null);
