using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <content>What the hub sends, handled on the receive loop.</content>
internal partial class SubscriptionStateMachine
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
                    OnPublicationLocked(publication);
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
                OnRepliedLocked(reply, ended);
            }
            else if (result.Error is { } error && !MayTryAgainLocked(error))
            {
                EndLocked(SubscriptionChangeReason.Refused, code: null, new SwitchboardException(error));
            }
        }
    }

    private void OnRepliedLocked(SubscribeReply answer, TaskCompletionSource<EndReason> ended)
    {
        var reply = _payloads.Read(answer);
        _newestPayload = reply.Publications is [.., var newest] ? newest.Data : default;
        if (!IsAcceptedLocked(reply))
        {
            _isNextStepDue = true;
            return;
        }

        _ended = ended;
        OnSubscribedLocked(reply);
    }

    /// <summary>Whether the hub has subscribed the client; false where the reply is a step on the way, and the next command is to be sent.</summary>
    protected virtual bool IsAcceptedLocked(SubscribeReply reply) => true;

    /// <summary>Whether it is any use to ask for the subscription again behind this refusal.</summary>
    protected virtual bool MayTryAgainLocked(ErrorCode error) => error.Temporary || error.Code == ErrorCodes.TokenExpired.Code;

    private void OnSubscribedLocked(SubscribeReply reply)
    {
        var args = SubscribedEventArgs.From(channel, reply, _wasSubscribed);
        AddRecoveredLocked(reply);
        _wasSubscribed = true;
        _canRecover = reply.Recoverable && args.Position is not null;
        _timeToLiveSeconds = reply.Expires ? reply.TimeToLiveSeconds : null;
        ChangeStateLocked(SubscriptionState.Subscribed, SubscriptionChangeReason.Accepted);
        ClientLog.Subscribed(context.Logger, channel);
        AnnounceLocked(args);
        _subscribed.TrySetResult(null);
    }

    /// <summary>Tells the application that the hub has accepted the subscription.</summary>
    protected virtual void AnnounceLocked(SubscribedEventArgs args)
    {
        if (args.HasGap)
        {
            ClientLog.NotRecovered(context.Logger, channel);
            context.Metrics.Unrecovered.Add(1);
        }

        Events.PostSubscribed(args);
    }

    /// <summary>Takes in what an accepting reply brings.</summary>
    protected virtual void AddRecoveredLocked(SubscribeReply reply)
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

    private void OnPublicationLocked(PublicationPush push)
    {
        if (_payloads.TryRead(push, PayloadBeforeLocked(push.Publication)) is not { } publication)
        {
            // The hub is asked for it again, whole, as for what was missed.
            ClientLog.DeltaMismatch(context.Logger, channel);
            ChangeStateLocked(SubscriptionState.Subscribing, SubscriptionChangeReason.DeltaMismatch);
            _ended?.TrySetResult(EndReason.DeltaMismatch);
            return;
        }

        _newestPayload = publication.Data;
        if (TryAddLocked(publication))
        {
            return;
        }

        // Not added, so not received: the subscription is made again, and recovers it, once the handlers have caught up.
        Events.ReportBufferFull(channel);
        ChangeStateLocked(SubscriptionState.Subscribing, SubscriptionChangeReason.BufferFull);
        _ended?.TrySetResult(EndReason.BufferFull);
    }

    /// <summary>What the delta of a publication is made of.</summary>
    protected virtual ReadOnlyMemory<byte> PayloadBeforeLocked(Publication publication) => _newestPayload;

    /// <summary>Takes a publication in; false where there is no room for it.</summary>
    protected virtual bool TryAddLocked(Publication publication)
    {
        var received = ReceivedPositionLocked;
        var epoch = received?.Epoch ?? "";
        return IsReceived(publication, received, epoch) || _deliveries.Buffer.TryAdd(ChannelDelivery.Of(channel, publication, epoch, received));
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

    /// <summary>Whether a publication is not behind what was received.</summary>
    protected static bool IsReceived(Publication publication, Position? received, string epoch) =>
        publication.HasPosition && received is { } position && string.Equals(position.Epoch, epoch, StringComparison.Ordinal) && publication.Offset <= position.Offset;
}
