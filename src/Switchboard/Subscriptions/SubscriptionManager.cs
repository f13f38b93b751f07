using Switchboard.Channels;
using Switchboard.Connections;
using Switchboard.Diagnostics;
using Switchboard.History;
using Switchboard.Outbound;
using Switchboard.Presence;
using Switchboard.Results;
using Switchboard.Timing;

namespace Switchboard.Subscriptions;

/// <summary>Begins and ends subscriptions, whoever asked for them.</summary>
internal sealed class SubscriptionManager(
    ChannelRegistry channels, StreamPins pins, HistoryReader history, PresenceManager presence, LaggingSubscriptions lagging, Clock clock, HubMetrics metrics,
    ConnectionEvents events, SkippedPublications skipped, SubscriptionTokens tokens)
{
    /// <summary>Begins a subscription, on hold. The caller sends the answer and then calls <see cref="GoLive"/>.</summary>
    public async ValueTask<Result<SubscribeResult>> BeginAsync(Connection connection, SubscriptionRequest request, CancellationToken cancellationToken)
    {
        if (request.Filter?.Size.Fits(connection.Limits) == false)
        {
            return ErrorCodes.LimitExceeded;
        }

        var subscription = Create(connection, request);

        // Before it can be found: whoever ends it forgets its token.
        tokens.Note(subscription, request.TokenId);
        if (connection.TryAdd(subscription) is { } refusal)
        {
            tokens.Forget(subscription);
            return refusal;
        }

        try
        {
            return await BeginAsync(subscription, request, cancellationToken);
        }
        catch
        {
            // A store has failed. The client is told so and may try again, for which nothing may be left behind.
            await RemoveAsync(subscription, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Lets publications through: the client knows where its subscription starts.</summary>
    public void GoLive(SubscribeResult result)
    {
        var subscription = result.Subscription;
        if (result.Channel.GoLive(subscription, result.Top) == GoLiveResult.Lagging)
        {
            lagging.Add([subscription]);
        }

        if (subscription.EmitsJoinLeave)
        {
            presence.NotifyJoined(subscription);
        }

        events.Subscribed(subscription);
    }

    /// <summary>Takes a subscription back that its client was not told of.</summary>
    public ValueTask CancelAsync(SubscribeResult result) => RemoveAsync(result.Subscription, CancellationToken.None);

    /// <summary>Ends a subscription whose time is over: its client subscribes again with a new token. One of the server's ends with its connection.</summary>
    public async ValueTask ExpireAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        if (subscription.IsServerSide)
        {
            subscription.Connection.Close(CloseCodes.SubscriptionExpired);
        }
        else
        {
            await EndAsync(subscription, UnsubscribeCodes.Expired, cancellationToken);
        }
    }

    /// <summary>Ends a subscription. False where it was no longer held.</summary>
    public async ValueTask<bool> EndAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        if (!TryDetach(subscription, out _))
        {
            return false;
        }

        events.Unsubscribed(subscription, null);
        await LeaveAsync(subscription, cancellationToken);
        return true;
    }

    /// <summary>Ends a subscription from the server's side and tells the client.</summary>
    public async ValueTask EndAsync(Subscription subscription, UnsubscribeCode code, CancellationToken cancellationToken)
    {
        if (!TryDetach(subscription, out var channel))
        {
            return;
        }

        events.Unsubscribed(subscription, code);

        try
        {
            await LeaveAsync(subscription, cancellationToken);
        }
        finally
        {
            // The client receives nothing more in any case, and must learn of it.
            channel?.NotifyEnded(subscription, code);
        }
    }

    /// <summary>Ends subscriptions that have missed publications, so that their clients recover.</summary>
    public async ValueTask EndLaggingAsync(IEnumerable<Subscription> subscriptions, CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions)
        {
            metrics.InsufficientStates.Add(1);
            if (subscription is { IsServerSide: true, IsRegistered: true })
            {
                subscription.Connection.Close(CloseCodes.InsufficientState);
            }
            else
            {
                await EndAsync(subscription, UnsubscribeCodes.InsufficientState, cancellationToken);
            }
        }
    }

    /// <summary>What a client is to have of publications that it missed, or is sent in one answer. Refused where it asked for what its wire cannot carry.</summary>
    public Result<IReadOnlyList<Publication>> Select(Connection connection, SubscriptionRequest request, IReadOnlyList<Publication> publications)
    {
        var wanted = request.Filter is { } filter ? Filtered(publications, filter) : publications;
        if (wanted.All(connection.CanCarry))
        {
            return Result.Of(wanted);
        }

        if (request.IsRequested)
        {
            return CloseCodes.InappropriateProtocol;
        }

        Publication[] carried = [.. wanted.Where(connection.CanCarry)];
        skipped.NotJson(request.Channel, connection.Id, wanted.Count - carried.Length);
        return carried;
    }

    private async ValueTask<Result<SubscribeResult>> BeginAsync(Subscription subscription, SubscriptionRequest request, CancellationToken cancellationToken)
    {
        // Step 1: join the channel, so that nothing published from here on is missed. The stream must be read behind that, never before:
        // what is published in between would be in neither.
        metrics.Subscriptions.Add(1);
        var channel = channels.Add(subscription);
        if (!subscription.IsRegistered)
        {
            // It was ended before it had joined, by whom there was nothing to leave.
            channels.Remove(subscription);
            return ErrorCodes.NotAvailable;
        }

        if (request.Filter is not null && subscription.Connection.Limits.TagFilterNodesPerChannel is > 0 and var most && channel.FilterNodes > most)
        {
            await RemoveAsync(subscription, cancellationToken);
            return ErrorCodes.LimitExceeded;
        }

        // Step 2: learn where the stream is, and what was missed.
        pins.Add(subscription);
        var recovery = await history.BeginAsync(request, cancellationToken);
        if (!recovery.IsSuccess || (request.RejectUnrecovered && recovery.Value is { WasRecovering: true, Recovered: false }))
        {
            await RemoveAsync(subscription, cancellationToken);
            return recovery.IsSuccess ? ErrorCodes.UnrecoverablePosition : recovery.As<SubscribeResult>();
        }

        var missed = Select(subscription.Connection, request, recovery.Value!.Missed);
        if (!missed.IsSuccess)
        {
            await RemoveAsync(subscription, cancellationToken);
            return missed.As<SubscribeResult>();
        }

        subscription.Deltas?.Begin(missed.Value!);

        // Step 3: be seen, before the client is answered: who has the answer may ask who is there and must find itself.
        await presence.EnterAsync(subscription, cancellationToken);

        if (!subscription.Connection.IsOpen)
        {
            await RemoveAsync(subscription, cancellationToken);
            return ErrorCodes.NotAvailable;
        }

        return new SubscribeResult
        {
            Subscription = subscription,
            Channel = channel,
            IsRecoverable = subscription.IsRecoverable,
            IsPositioned = subscription.IsPositioned,
            TakesDeltas = subscription.Deltas is not null,
            Top = recovery.Value.Top,
            Start = recovery.Value.Start,
            Missed = missed.Value!,
            WasRecovering = recovery.Value.WasRecovering,
            Recovered = recovery.Value.Recovered,
            TimeToLive = request.IsRenewedByClient ? request.ExpiresAt - clock.UtcNow : null,
            Data = request.Data,
            PublishDebounceMilliseconds = request.Namespace.PublishDebounceMilliseconds,
        };
    }

    private async ValueTask LeaveAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        try
        {
            await presence.LeaveAsync(subscription, cancellationToken);
        }
        finally
        {
            if (subscription.EmitsJoinLeave)
            {
                presence.NotifyLeft(subscription);
            }
        }
    }

    /// <summary>Rolls back a subscription that was never announced.</summary>
    private ValueTask RemoveAsync(Subscription subscription, CancellationToken cancellationToken)
        => TryDetach(subscription, out _) ? presence.LeaveAsync(subscription, cancellationToken) : ValueTask.CompletedTask;

    private bool TryDetach(Subscription subscription, out Channel? channel)
    {
        channel = null;
        if (!subscription.Connection.Remove(subscription))
        {
            return false;
        }

        tokens.Forget(subscription);
        channel = channels.Remove(subscription);
        pins.Remove(subscription);
        metrics.Subscriptions.Add(-1);
        return true;
    }

    private Subscription Create(Connection connection, SubscriptionRequest request)
    {
        var subscription = new Subscription(connection, request.Channel)
        {
            IsServerSide = request.IsServerSide,
            IsRequested = request.IsRequested,
            IsOfToken = request.IsOfToken,
            IsByGrant = request.IsByGrant,
            IsPositioned = request.IsPositioned,
            IsRecoverable = request.IsRecoverable,
            IsPresent = request.IsPresent,
            EmitsJoinLeave = request.EmitsJoinLeave,
            ReceivesJoinLeave = request.ReceivesJoinLeave,
            Filter = request.Filter,
            Format = request.Format,
            Deltas = request.Deltas is { } deltas ? new DeltaReceiver(deltas, request.DeltasBehind) : null,
            Info = request.Info.IsEmpty ? connection.Info : connection.Info with { ChannelInfo = request.Info },
            ExpiresAt = request.ExpiresAt is { } time ? clock.DeadlineOf(time) : 0,
            IsRenewedByClient = request.IsRenewedByClient,
        };
        connection.NoteExpiry(subscription.ExpiresAt);
        return subscription;
    }

    // Of a map, what an entry was before is not known here: one that the filter does not select may have been there.
    private static List<Publication> Filtered(IReadOnlyList<Publication> publications, TagPredicate filter)
    {
        var selected = new List<Publication>(publications.Count);
        foreach (var publication in publications)
        {
            if (filter.Matches(publication.Tags))
            {
                selected.Add(publication);
            }
            else if (publication.Key is not null)
            {
                selected.Add(EntryRemoval.Of(publication));
            }
        }

        return selected;
    }
}
