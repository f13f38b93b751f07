using Switchboard.Connections;
using Switchboard.Extensibility;

namespace Switchboard.History;

/// <summary>Keeps the streams that positioned subscriptions follow from being given up.</summary>
internal sealed class StreamPins(IStreamStore store)
{
    /// <summary>Pins a subscription's stream. To be called before the stream is read: the position that is told must stay.</summary>
    public void Add(Subscription subscription)
    {
        if (!subscription.IsPositioned)
        {
            return;
        }

        store.Pin(subscription.Name);
        if (!subscription.TryPin())
        {
            // It ended meanwhile, and whoever ended it found nothing to unpin.
            store.Unpin(subscription.Name);
        }
    }

    /// <summary>Unpins the stream of a subscription that has ended.</summary>
    public void Remove(Subscription subscription)
    {
        if (subscription.TryUnpin())
        {
            store.Unpin(subscription.Name);
        }
    }
}
