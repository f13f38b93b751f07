namespace Switchboard.Fanout;

/// <summary>The server ended a subscription.</summary>
internal sealed class SubscriptionEnded(string channel, UnsubscribeCode code) : Push(channel)
{
    public UnsubscribeCode Code { get; } = code;
}
