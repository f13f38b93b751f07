using Switchboard.Commands;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>What commands came to, in the words of the Centrifuge protocol.</summary>
internal static class ReplyMapping
{
    public static SubscribeReply ToWire(SubscribeResult result)
    {
        var lifetime = new Lifetime(result.TimeToLive);
        return new SubscribeReply
        {
            Expires = lifetime.Expires,
            TimeToLiveSeconds = lifetime.Seconds,
            Recoverable = result.Subscription.IsRecoverable,
            Positioned = result.Subscription.IsPositioned,
            Epoch = result.Start.Epoch,
            Offset = result.Start.Offset,
            Publications = result.Missed,
            WasRecovering = result.WasRecovering,
            Recovered = result.Recovered,
            Data = result.Data,
        };
    }
}
