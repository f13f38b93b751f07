using Microsoft.Extensions.Logging;
using Switchboard.Bus;
using Switchboard.Configuration;
using Switchboard.Extensibility;
using Switchboard.Timing;

namespace Switchboard.Outbox;

/// <summary>Sends what waits for one target, in its order, and again until the broker has confirmed it.</summary>
internal sealed class OutboxRelay(
    OutboxTarget target, IEventTarget destination, IOutboxStore store, OutboxLosses losses, SettingsHolder settings, NodeIdentity node, Clock clock, TimeProvider time, OutboxMetrics metrics, ILogger<OutboxRelay> logger)
{
    private const string NoQueue = "no queue is bound to where they go";

    // A node that never pauses takes what the store says all the same, after that many looks.
    private const int MaxUnsettled = 5;

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(250);

    // Between two looks at the store: what other nodes have put there, and the end of their leases, is seen then.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);

    private TimeSpan _pause = _firstPause;
    private long _measuredAt;
    private int _unsettled;
    private long _heldAt;

    /// <summary>Why nothing can be sent; null while it can.</summary>
    public string? Problem => target.Problem ?? destination.Problem;

    public string Name => target.Name;

    /// <summary>Runs until it is told to stop, and then until nothing waits any more or sending fails.</summary>
    /// <param name="stopping">Stands for the server's end.</param>
    /// <param name="giveUp">Ends an attempt that is under way.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken giveUp)
    {
        while (!giveUp.IsCancellationRequested)
        {
            var pause = await TurnAsync(giveUp);
            if (pause > TimeSpan.Zero && stopping.IsCancellationRequested)
            {
                break;
            }

            await SleepAsync(pause, stopping);
        }

        await EndAsync();
    }

    private OutboxSettings Rules => settings.Current.EventTargets.Outbox;

    /// <summary>Sends a batch.</summary>
    /// <returns>How long there is nothing to do; zero where there may be more.</returns>
    private async Task<TimeSpan> TurnAsync(CancellationToken giveUp)
    {
        try
        {
            if (_measuredAt == 0 || clock.Milliseconds - _measuredAt >= _look.TotalMilliseconds)
            {
                await MeasureAsync();
            }

            if (target.Events == 0 && !target.IsStoreAway)
            {
                return _look;
            }

            _heldAt = clock.Milliseconds;
            var taken = await store.TakeAsync(target.Name, LeaseNow(), new OutboxPortion(Rules.BatchEvents, Rules.BatchBytes), CancellationToken.None);
            target.IsStoreAway = false;
            if (taken is not { Count: > 0 })
            {
                // Another node sends, or has sent it.
                target.Problem = null;
                _measuredAt = 0;
                return _look;
            }

            return await SendAsync(taken, giveUp);
        }
        catch (SwitchboardException answer)
        {
            // The store is away, which it logs, or very busy.
            target.NoteAnswer(answer);
            return _look;
        }
    }

    private async Task MeasureAsync()
    {
        var limits = Rules;
        var settled = target.SettledWrites;
        var backlog = await store.MeasureAsync(target.Name, CancellationToken.None);
        if ((settled is null || settled != target.SettledWrites) && ++_unsettled < MaxUnsettled)
        {
            // Whether the store has counted what was written meanwhile, nobody knows; this node's own count is nearer.
            _measuredAt = clock.Milliseconds;
            return;
        }

        _unsettled = 0;
        target.Measured(backlog);
        if (limits.WhenFull == OutboxFullAnswer.DropOldest && (target.Events > limits.MaxEvents || target.Bytes > limits.MaxBytes))
        {
            losses.Add(target, "full", await store.DropOldestAsync(target.Name, limits.MaxEvents, limits.MaxBytes, CancellationToken.None));
            target.Measured(await store.MeasureAsync(target.Name, CancellationToken.None));
        }

        _measuredAt = clock.Milliseconds;
    }

    private async Task<TimeSpan> SendAsync(IReadOnlyList<StoredEvent> taken, CancellationToken giveUp)
    {
        var namespaces = settings.Current.Namespaces;
        List<OutgoingEvent> batch = [.. taken.Select(stored => stored.Event with { RoutingKey = RoutingKeys.Of(stored.Event, target.Settings.RoutingKey, namespaces) })];
        var result = await SendHoldingAsync(batch, giveUp);
        var problem = result.Problem ?? (IsKept(result) ? NoQueue : null);
        await SettleAsync(taken, result.Outcomes);
        return problem is null ? Succeed() : Fail(problem);
    }

    /// <summary>Sends, and keeps the lease meanwhile: a broker may take its time.</summary>
    private async Task<EventSendResult> SendHoldingAsync(List<OutgoingEvent> batch, CancellationToken giveUp)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(giveUp);
        var sending = destination.SendAsync(batch, ending.Token).AsTask();
        while (true)
        {
            try
            {
                return await sending.WaitAsync(_look, time, CancellationToken.None);
            }
            catch (TimeoutException) when (!sending.IsCompleted)
            {
                if (destination.Problem is { } problem)
                {
                    Tell(problem);
                }

                if (!await TryHoldAsync())
                {
                    await ending.CancelAsync();
                }
            }
        }
    }

    private async Task<bool> TryHoldAsync()
    {
        try
        {
            await MeasureAsync();
            if (clock.Milliseconds - _heldAt < Rules.Lease.TotalMilliseconds / 3)
            {
                return true;
            }

            _heldAt = clock.Milliseconds;
            return await store.TakeAsync(target.Name, LeaseNow(), new OutboxPortion(0, 0), CancellationToken.None) is not null;
        }
        catch (SwitchboardException answer)
        {
            // Where the store is away, nobody else can have the lease either.
            target.NoteAnswer(answer);
            return true;
        }
    }

    private async Task SettleAsync(IReadOnlyList<StoredEvent> taken, IReadOnlyList<EventSendOutcome> outcomes)
    {
        var done = new List<StoredEvent>(taken.Count);
        for (var i = 0; i < taken.Count; i++)
        {
            if (outcomes[i] != EventSendOutcome.Waiting && !(outcomes[i] == EventSendOutcome.Unroutable && target.Settings.Unroutable == UnroutableAnswer.Keep))
            {
                done.Add(taken[i]);
            }
        }

        await store.RemoveAsync(done, CancellationToken.None);
        done.ForEach(stored => target.Removed(stored.Event));
        metrics.Sent(target.Name, outcomes.Count(static outcome => outcome == EventSendOutcome.Sent));
        losses.Add(target, "refused", outcomes.Count(static outcome => outcome == EventSendOutcome.Refused));
        losses.Add(target, "unroutable", target.Settings.Unroutable == UnroutableAnswer.Drop ? outcomes.Count(static outcome => outcome == EventSendOutcome.Unroutable) : 0);
    }

    private bool IsKept(EventSendResult result) => target.Settings.Unroutable == UnroutableAnswer.Keep && result.Outcomes.Contains(EventSendOutcome.Unroutable);

    private TimeSpan Succeed()
    {
        if (target.Problem is not null)
        {
            OutboxLog.Sending(logger, target.Name);
        }

        target.Problem = null;
        _pause = _firstPause;
        return TimeSpan.Zero;
    }

    private TimeSpan Fail(string problem)
    {
        Tell(problem);
        metrics.Failed(target.Name);
        var pause = _pause < Rules.MaxPause ? _pause : Rules.MaxPause;
        _pause = pause * 2;
        return pause;
    }

    private void Tell(string problem)
    {
        if (target.Problem != problem)
        {
            OutboxLog.Waiting(logger, target.Name, problem);
        }

        target.Problem = problem;
    }

    private async Task SleepAsync(TimeSpan span, CancellationToken stopping)
    {
        if (span == TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await (target.Problem is null ? target.Signal.SleepAsync(span, stopping) : PauseAsync(span, stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // One more turn.
        }
    }

    /// <summary>Waits for the broker to come back: what arrives meanwhile does not bring it back, but is held to the limits.</summary>
    private async Task PauseAsync(TimeSpan span, CancellationToken stopping)
    {
        for (; span > _look; span -= _look)
        {
            await Task.Delay(_look, time, stopping);
            await TryHoldAsync();
        }

        await Task.Delay(span, time, stopping);
    }

    private async Task EndAsync()
    {
        if (store is not IDurableOutboxStore && target.Events > 0)
        {
            OutboxLog.Lost(logger, target.Events, target.Name);
        }

        try
        {
            await store.ReleaseAsync(target.Name, node.Id, CancellationToken.None);
        }
        catch (SwitchboardException)
        {
            // It ends by itself.
        }
    }

    private OutboxLease LeaseNow() => new(node.Id, clock.UtcNow, Rules.Lease);
}
