using Switchboard.Commands;

namespace Switchboard.Fanout;

/// <summary>The server subscribed a connection to a channel.</summary>
internal sealed class SubscriptionStarted(string channel, SubscribeResult result) : Push(channel)
{
    public SubscribeResult Result { get; } = result;
}
