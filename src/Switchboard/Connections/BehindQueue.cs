using System.Threading.Channels;

namespace Switchboard.Connections;

/// <summary>Subscriptions that missed publications. Fan-out finds them but must not wait until they are ended; the keeper does that.</summary>
internal sealed class BehindQueue
{
    private readonly Channel<Subscription[]> _waiting = Channel.CreateUnbounded<Subscription[]>(new UnboundedChannelOptions { SingleReader = true });

    public ChannelReader<Subscription[]> Reader => _waiting.Reader;

    public void Add(Subscription[] subscriptions)
    {
        if (subscriptions.Length > 0)
        {
            _waiting.Writer.TryWrite(subscriptions);
        }
    }
}
