using Switchboard.Client.Delivery;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <content>What the hub says, on the thread that reads.</content>
internal sealed partial class SubscriptionMachine
{
    /// <summary>Takes a push in.</summary>
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
                case PublicationPush { Publication: var publication }:
                    TakePublicationLocked(publication);
                    break;
                case JoinPush { Client: var client }:
                    context.Events.PostUnlessFull(nameof(Subscription.Joined), () => Events.Joined?.Invoke(Sender, new PresenceEventArgs(channel, client)));
                    break;
                case LeavePush { Client: var client }:
                    context.Events.PostUnlessFull(nameof(Subscription.Left), () => Events.Left?.Invoke(Sender, new PresenceEventArgs(channel, client)));
                    break;
                case UnsubscribePush { Code: var code }:
                    TakeUnsubscribeLocked(code);
                    break;
            }
        }
    }

    private void TakeAnswer(uint turn, RequestAnswer answer, TaskCompletionSource<Leaving> leaving)
    {
        lock (_gate)
        {
            if (turn != _turn || !_isWanted)
            {
                return;
            }

            _isSubscribing = false;
            if (answer.Reply is SubscribeReply reply)
            {
                _leaving = leaving;
                TakeReplyLocked(reply);
            }
            else if (answer.Error is { } error && !error.Temporary && error.Code != ErrorCodes.TokenExpired.Code)
            {
                EndLocked(SubscriptionChange.Refused, code: null, new SwitchboardException(error));
            }
        }
    }

    private void TakeReplyLocked(SubscribeReply reply)
    {
        var start = reply.Epoch.Length > 0 ? new Position(reply.Offset, reply.Epoch) : (Position?)null;
        var isRecovered = reply.Recovered;
        TakeRecoveredLocked(reply, start);
        var args = new SubscribedEventArgs(channel)
        {
            WasRecovering = reply.WasRecovering,
            WasRecovered = isRecovered,
            HasGap = _wasThere && !isRecovered,
            IsRecoverable = reply.Recoverable,
            Position = start,
            Data = reply.Data,
        };
        _wasThere = true;
        _mayRecover = reply.Recoverable && start is not null;
        _timeToLiveSeconds = reply.Expires ? reply.TimeToLiveSeconds : null;
        ChangeLocked(SubscriptionState.Subscribed, SubscriptionChange.Accepted);
        Tell(args);
        _subscribed.TrySetResult(null);
    }

    private void TakeRecoveredLocked(SubscribeReply reply, Position? start)
    {
        var newest = _buffer.Newest ?? _handled;
        foreach (var publication in reply.Publications)
        {
            if (!IsKnown(publication, newest, reply.Epoch))
            {
                _buffer.Add(ToDelivery(publication, reply.Epoch));
            }
        }

        // The position moves even where nothing was published, or nothing that this subscription gets.
        if (start is { } position && (_buffer.Newest ?? _handled) != position)
        {
            _buffer.Add(new ChannelDelivery(channel, Publication: null, position));
        }
    }

    private void Tell(SubscribedEventArgs args)
    {
        ClientLog.Subscribed(context.Logger, channel);
        if (args.HasGap)
        {
            ClientLog.NotRecovered(context.Logger, channel);
            context.Metrics.Unrecovered.Add(1);
        }

        context.Events.Post(nameof(Subscription.Subscribed), () => Events.Subscribed?.Invoke(Sender, args));
    }

    private void TakePublicationLocked(Publication publication)
    {
        var newest = _buffer.Newest ?? _handled;
        var epoch = newest?.Epoch ?? "";
        if (IsKnown(publication, newest, epoch) || _buffer.TryAdd(ToDelivery(publication, epoch)))
        {
            return;
        }

        ClientLog.BufferFull(context.Logger, channel);
        context.Metrics.BufferFull.Add(1);
        ChangeLocked(SubscriptionState.Subscribing, SubscriptionChange.BufferFull);
        _leaving?.TrySetResult(Leaving.BufferFull);
    }

    private void TakeUnsubscribeLocked(UnsubscribeCode code)
    {
        // From 2500 on the client is to come back by itself.
        if (code.Code >= UnsubscribeCodes.InsufficientState.Code)
        {
            ChangeLocked(SubscriptionState.Subscribing, SubscriptionChange.UnsubscribedByServer, code);
            _leaving?.TrySetResult(Leaving.Again);
            return;
        }

        var error = new SwitchboardException(new ErrorCode(code.Code, code.Reason));
        EndLocked(SubscriptionChange.UnsubscribedByServer, code, error);
    }

    private static bool IsKnown(Publication publication, Position? newest, string epoch) =>
        publication.HasPosition && newest is { } position && string.Equals(position.Epoch, epoch, StringComparison.Ordinal) && publication.Offset <= position.Offset;

    private ChannelDelivery ToDelivery(Publication publication, string epoch) => publication.HasPosition && epoch.Length > 0
        ? new ChannelDelivery(channel, publication with { Epoch = epoch }, new Position(publication.Offset, epoch))
        : new ChannelDelivery(channel, publication, _buffer.Newest ?? _handled);
}
