using Switchboard.Commands.Connect;
using Switchboard.Commands.Maps;
using Switchboard.Connections;
using Switchboard.Outbound;
using Switchboard.Timing;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Protocols.Centrifuge;

/// <summary>What commands came to, in the words of the Centrifuge protocol.</summary>
internal static class ReplyMapping
{
    public static ConnectReply ToWire(Connection connection, ConnectResult result, CentrifugeContext context) => new()
    {
        Client = connection.Id,
        Version = context.Node.Version,
        Expires = result.Lifetime.Expires,
        TimeToLiveSeconds = result.Lifetime.Seconds,
        Data = result.Data,
        Subscriptions = result.Subscriptions.Count == 0
            ? null
            : result.Subscriptions.ToDictionary(item => item.Subscription.Name, ToWire, StringComparer.Ordinal),
        PingSeconds = (uint)context.Settings.Current.PingInterval.TotalSeconds,
        Pong = connection.AnswersPings,
        Session = connection.Session,
        Node = context.Node.Id,
        Time = context.Clock.UtcNow.ToUnixTimeMilliseconds(),
    };

    /// <summary>A step into a map channel. With the last, the position is the one behind all that it has, as clients expect it there.</summary>
    /// <param name="step">The step.</param>
    /// <param name="type">The kind of channel, as the client asked for it.</param>
    public static SubscribeReply ToWire(MapStep step, int type)
    {
        if (step.Live is not { } live)
        {
            return new SubscribeReply
            {
                Type = type,
                Phase = step.Phase == MapStepPhase.State ? MapPhase.State : MapPhase.Stream,
                State = step.Entries,
                Delta = step.TakesDeltas,
                Cursor = step.Cursor,
                Publications = step.Changes,
                Offset = step.Position.Offset,
                Epoch = step.Position.Epoch,
            };
        }

        return ToWire(live) with
        {
            Type = type,
            Phase = MapPhase.Live,
            State = step.Entries,
            Offset = live.Top.Offset,
            Epoch = live.Top.Epoch,
            WasRecovering = step.Recovered,
            Recovered = step.Recovered,
        };
    }

    public static SubscribeReply ToWire(SubscriptionStart result)
    {
        var lifetime = new Lifetime(result.TimeToLive);
        return new SubscribeReply
        {
            Expires = lifetime.Expires,
            TimeToLiveSeconds = lifetime.Seconds,
            Recoverable = result.IsRecoverable,
            Positioned = result.IsPositioned,
            Epoch = result.Start.Epoch,
            Offset = result.Start.Offset,
            Publications = result.Missed,
            WasRecovering = result.WasRecovering,
            Recovered = result.Recovered,
            Data = result.Data,
            PublishDebounceMilliseconds = (uint)result.PublishDebounceMilliseconds,
            Delta = result.TakesDeltas,
        };
    }
}
