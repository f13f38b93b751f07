using System.Threading.Channels;
using Switchboard.Connections;

namespace Switchboard.Channels;

/// <summary>Subscriptions that missed publications. Fan-out finds them but must not wait until they are ended; the background loop does that.</summary>
internal sealed class LaggingSubscriptions
{
    private readonly System.Threading.Channels.Channel<Subscription[]> _waiting = System.Threading.Channels.Channel.CreateUnbounded<Subscription[]>(new UnboundedChannelOptions { SingleReader = true });

    public ChannelReader<Subscription[]> Reader => _waiting.Reader;

    public void Add(Subscription[] subscriptions)
    {
        if (subscriptions.Length > 0)
        {
            _waiting.Writer.TryWrite(subscriptions);
        }
    }
}
