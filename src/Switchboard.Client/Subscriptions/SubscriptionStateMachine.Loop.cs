using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <content>The loop of a session.</content>
internal partial class SubscriptionStateMachine
{
    private void StartLoopLocked(Session session)
    {
        var loop = RunAsync(_loop, session);
        _loop = loop;
        context.Background.Run(() => loop);
    }

    private async Task RunAsync(Task previous, Session session)
    {
        await Task.Yield();
        context.Reentrancy.Enter();
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var attempt = 0;
        while (IsActiveIn(session))
        {
            if (await TrySubscribeAsync(session).ConfigureAwait(false) is { } ended)
            {
                attempt = 0;
                await HandleEndAsync(session, await WaitForEndAsync(session, ended).ConfigureAwait(false)).ConfigureAwait(false);
            }
            else if (IsActiveIn(session))
            {
                await DelayRetryAsync(session, attempt++).ConfigureAwait(false);
            }
        }

        lock (_gate)
        {
            if (IsActiveLocked && ReferenceEquals(_session, session))
            {
                _session = null;
                _isSubscribeSent = false;
                ChangeStateLocked(SubscriptionState.Subscribing, SubscriptionChangeReason.ConnectionLost);
            }
        }
    }

    private bool IsActiveIn(Session session)
    {
        lock (_gate)
        {
            return IsActiveLocked && ReferenceEquals(_session, session) && !session.Ended.IsCancellationRequested;
        }
    }

    /// <summary>A subscription is about to be asked for, with the first of its commands.</summary>
    protected virtual void BeginLocked()
    {
    }

    /// <summary>Waits until the next command of a subscription that takes several may be sent.</summary>
    protected virtual Task WaitForNextStepAsync(Session session) => Task.CompletedTask;

    /// <summary>Subscribes. The result completes when the subscription ends; null where the hub did not accept it.</summary>
    private async Task<TaskCompletionSource<EndReason>?> TrySubscribeAsync(Session session)
    {
        if (!await TryGetTokenAsync(session).ConfigureAwait(false))
        {
            return null;
        }

        var ended = new TaskCompletionSource<EndReason>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            BeginLocked();
        }

        while (await SendStepAsync(session, ended).ConfigureAwait(false))
        {
            await WaitForNextStepAsync(session).ConfigureAwait(false);
        }

        lock (_gate)
        {
            return ReferenceEquals(_ended, ended) ? ended : null;
        }
    }

    /// <summary>Sends a command and waits for its reply. True where another one has to follow.</summary>
    private async Task<bool> SendStepAsync(Session session, TaskCompletionSource<EndReason> ended)
    {
        PendingRequest request;
        lock (_gate)
        {
            if (!IsActiveLocked)
            {
                return false;
            }

            var generation = ++_generation;
            _isSubscribeSent = true;
            _isNextStepDue = false;
            request = new PendingRequest(CreateCommandLocked(), result => OnSubscribeCompleted(generation, result, ended));
        }

        session.Send(request);
        try
        {
            await request.Completion.WaitAsync(context.Settings.RequestTimeout, context.Settings.Time, session.Ended).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            session.End(new SessionEnd(ConnectionChangeReason.ReplyTimeout));
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }

        lock (_gate)
        {
            return _isNextStepDue && !session.Ended.IsCancellationRequested;
        }
    }

    /// <summary>The next command by which the subscription is asked for.</summary>
    protected virtual SubscribeCommand CreateCommandLocked()
    {
        // Recovery starts behind what was received, not behind what was handled: what is in the buffer need not come again. When the program
        // ends the buffer is lost, and so the application is given the handled position to store.
        var since = _canRecover ? ReceivedPositionLocked : null;
        return new SubscribeCommand(0, channel)
        {
            Token = _token,
            Recover = since is not null,
            Epoch = since?.Epoch ?? "",
            Offset = since?.Offset ?? 0,
            Data = _data,
            Positioned = true,
            Recoverable = true,
            JoinLeave = _joinLeave,
            Delta = _delta,
        };
    }

    /// <summary>Waits until the subscription ends, and refreshes its token meanwhile.</summary>
    private async Task<EndReason> WaitForEndAsync(Session session, TaskCompletionSource<EndReason> ended)
    {
        await using var sessionEnded = session.Ended.Register(() => ended.TrySetResult(EndReason.SessionEnded)).ConfigureAwait(false);
        var attempt = 0;
        while (_getToken is not null && RefreshDelay(attempt) is { } delay)
        {
            try
            {
                return await ended.Task.WaitAsync(delay, context.Settings.Time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                attempt = await RefreshAsync(session).ConfigureAwait(false) ? 0 : attempt + 1;
            }
        }

        return await ended.Task.ConfigureAwait(false);
    }

    private async Task HandleEndAsync(Session session, EndReason reason)
    {
        switch (reason)
        {
            case EndReason.ResubscribeRequested:
                await DelayRetryAsync(session, attempt: 0).ConfigureAwait(false);
                break;
            case EndReason.DeltaMismatch:
                await SendUnsubscribeAsync(session, session.Ended).ConfigureAwait(false);
                await DelayRetryAsync(session, attempt: 0).ConfigureAwait(false);
                break;
            case EndReason.BufferFull:
                await SendUnsubscribeAsync(session, session.Ended).ConfigureAwait(false);
                await WaitWhileActiveAsync(session, _deliveries.Buffer.WaitForCapacityAsync).ConfigureAwait(false);
                break;
        }
    }

    private async Task DelayRetryAsync(Session session, int attempt)
    {
        var delay = context.Settings.Backoff.GetDelay(attempt);
        ClientLog.SubscribeFailed(context.Logger, null, channel, delay.TotalMilliseconds);
        await WaitWhileActiveAsync(session, cancellationToken => Task.Delay(delay, context.Settings.Time, cancellationToken)).ConfigureAwait(false);
    }

    protected async Task WaitWhileActiveAsync(Session session, Func<CancellationToken, Task> wait)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(session.Ended, _disposal.Token);
        try
        {
            await wait(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop checks whether to go on.
        }
    }
}
