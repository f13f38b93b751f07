using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <content>What the hub sends, handled on the receive loop.</content>
internal sealed partial class SubscriptionStateMachine
{
    public void OnPush(CentrifugePush push)
    {
        lock (_gate)
        {
            if (State != SubscriptionState.Subscribed)
            {
                return;
            }

            switch (push)
            {
                case PublicationPush publication:
                    OnPublicationLocked(publication.Publication);
                    break;
                case JoinPush join:
                    Events.PostJoined(join);
                    break;
                case LeavePush leave:
                    Events.PostLeft(leave);
                    break;
                case UnsubscribePush unsubscribe:
                    OnUnsubscribedLocked(unsubscribe.Code);
                    break;
            }
        }
    }

    private void OnSubscribeCompleted(uint generation, RequestResult result, TaskCompletionSource<EndReason> ended)
    {
        lock (_gate)
        {
            if (generation != _generation || !IsActiveLocked)
            {
                return;
            }

            _isSubscribeSent = false;
            if (result.Reply is SubscribeReply reply)
            {
                _ended = ended;
                OnSubscribedLocked(reply);
            }
            else if (result.Error is { } error && !error.Temporary && error.Code != ErrorCodes.TokenExpired.Code)
            {
                EndLocked(SubscriptionChangeReason.Refused, code: null, new SwitchboardException(error));
            }
        }
    }

    private void OnSubscribedLocked(SubscribeReply reply)
    {
        var args = SubscribedEventArgs.From(channel, reply, _wasSubscribed);
        AddRecoveredLocked(reply);
        _wasSubscribed = true;
        _canRecover = reply.Recoverable && args.Position is not null;
        _timeToLiveSeconds = reply.Expires ? reply.TimeToLiveSeconds : null;
        ChangeStateLocked(SubscriptionState.Subscribed, SubscriptionChangeReason.Accepted);
        ClientLog.Subscribed(context.Logger, channel);
        if (args.HasGap)
        {
            ClientLog.NotRecovered(context.Logger, channel);
            context.Metrics.Unrecovered.Add(1);
        }

        Events.PostSubscribed(args);
        _subscribed.TrySetResult(null);
    }

    private void AddRecoveredLocked(SubscribeReply reply)
    {
        var received = ReceivedPositionLocked;
        foreach (var publication in reply.Publications)
        {
            if (!IsReceived(publication, received, reply.Epoch))
            {
                _deliveries.Buffer.Add(ChannelDelivery.Of(channel, publication, reply.Epoch, ReceivedPositionLocked));
            }
        }

        // The position advances even where nothing was published, or nothing that this subscription gets: else the next recovery would start
        // too far back. It takes its turn in the buffer, so that it never passes a publication that is still to be handled.
        var end = reply.EndPosition;
        if (end.Epoch.Length > 0 && ReceivedPositionLocked != end)
        {
            _deliveries.Buffer.Add(new ChannelDelivery(channel, Publication: null, end));
        }
    }

    private void OnPublicationLocked(Publication publication)
    {
        var received = ReceivedPositionLocked;
        var epoch = received?.Epoch ?? "";
        if (IsReceived(publication, received, epoch) || _deliveries.Buffer.TryAdd(ChannelDelivery.Of(channel, publication, epoch, received)))
        {
            return;
        }

        // Not added, so not received: the subscription is made again, and recovers it, once the handlers have caught up.
        Events.ReportBufferFull(channel);
        ChangeStateLocked(SubscriptionState.Subscribing, SubscriptionChangeReason.BufferFull);
        _ended?.TrySetResult(EndReason.BufferFull);
    }

    private void OnUnsubscribedLocked(UnsubscribeCode code)
    {
        // From 2500 on the client subscribes again by itself.
        if (code.Code >= UnsubscribeCodes.InsufficientState.Code)
        {
            ChangeStateLocked(SubscriptionState.Subscribing, SubscriptionChangeReason.UnsubscribedByServer, code);
            _ended?.TrySetResult(EndReason.ResubscribeRequested);
            return;
        }

        var error = new SwitchboardException(new ErrorCode(code.Code, code.Reason));
        EndLocked(SubscriptionChangeReason.UnsubscribedByServer, code, error);
    }

    private static bool IsReceived(Publication publication, Position? received, string epoch) =>
        publication.HasPosition && received is { } position && string.Equals(position.Epoch, epoch, StringComparison.Ordinal) && publication.Offset <= position.Offset;
}
