using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Subscriptions;

/// <content>The loop of a session.</content>
internal sealed partial class SubscriptionMachine
{
    private void StartLocked(Session session)
    {
        var previous = _loop;
        var loop = LoopAsync(previous, session);
        _loop = loop;
        context.Background.Run(() => loop);
    }

    private async Task LoopAsync(Task previous, Session session)
    {
        await Task.Yield();
        context.OwnWork.Enter();
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var attempt = 0;
        while (IsWantedIn(session))
        {
            if (await BeginAsync(session).ConfigureAwait(false) is { } leaving)
            {
                attempt = 0;
                await LeaveAsync(session, await StayAsync(session, leaving).ConfigureAwait(false)).ConfigureAwait(false);
            }
            else if (IsWantedIn(session))
            {
                await PauseAsync(session, attempt++).ConfigureAwait(false);
            }
        }

        lock (_gate)
        {
            if (_isWanted && ReferenceEquals(_session, session))
            {
                _session = null;
                _isSubscribing = false;
                ChangeLocked(SubscriptionState.Subscribing, SubscriptionChange.ConnectionLost);
            }
        }
    }

    private bool IsWantedIn(Session session)
    {
        lock (_gate)
        {
            return _isWanted && ReferenceEquals(_session, session) && !session.Ended.IsCancellationRequested;
        }
    }

    /// <summary>Subscribes; the result ends when the subscription does. Null where it was not accepted.</summary>
    private async Task<TaskCompletionSource<Leaving>?> BeginAsync(Session session)
    {
        if (!await TryGetTokenAsync(session).ConfigureAwait(false))
        {
            return null;
        }

        var leaving = new TaskCompletionSource<Leaving>(TaskCreationOptions.RunContinuationsAsynchronously);
        PendingRequest request;
        lock (_gate)
        {
            if (!_isWanted)
            {
                return null;
            }

            var turn = ++_turn;
            _isSubscribing = true;
            request = new PendingRequest(ToCommandLocked(), answer => TakeAnswer(turn, answer, leaving));
        }

        session.Send(request);
        try
        {
            await request.Answer.WaitAsync(context.Settings.RequestTimeout, context.Settings.Time, session.Ended).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            session.End(new SessionEnd(ConnectionChange.Unanswered));
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }

        lock (_gate)
        {
            return ReferenceEquals(_leaving, leaving) ? leaving : null;
        }
    }

    private SubscribeCommand ToCommandLocked()
    {
        var since = _mayRecover ? _buffer.Newest ?? _handled : null;
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
        };
    }

    /// <summary>Waits until the subscription ends, and brings new tokens meanwhile.</summary>
    private async Task<Leaving> StayAsync(Session session, TaskCompletionSource<Leaving> leaving)
    {
        await using var ended = session.Ended.Register(() => leaving.TrySetResult(Leaving.SessionEnded)).ConfigureAwait(false);
        var attempt = 0;
        while (_getToken is not null && RefreshDue(attempt) is { } due)
        {
            try
            {
                return await leaving.Task.WaitAsync(due, context.Settings.Time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                attempt = await RefreshAsync(session).ConfigureAwait(false) ? 0 : attempt + 1;
            }
        }

        return await leaving.Task.ConfigureAwait(false);
    }

    private async Task LeaveAsync(Session session, Leaving leaving)
    {
        switch (leaving)
        {
            case Leaving.Again:
                await PauseAsync(session, attempt: 0).ConfigureAwait(false);
                break;
            case Leaving.BufferFull:
                await TellHubAsync(session, session.Ended).ConfigureAwait(false);
                await WaitWhileWantedAsync(session, _buffer.HalfEmptyAsync).ConfigureAwait(false);
                break;
        }
    }

    private async Task PauseAsync(Session session, int attempt)
    {
        var delay = context.Settings.Backoff.DelayOf(attempt);
        ClientLog.SubscribeFailed(context.Logger, null, channel, delay.TotalMilliseconds);
        await WaitWhileWantedAsync(session, cancellationToken => Task.Delay(delay, context.Settings.Time, cancellationToken)).ConfigureAwait(false);
    }

    private async Task WaitWhileWantedAsync(Session session, Func<CancellationToken, Task> wait)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(session.Ended, _disposal.Token);
        try
        {
            await wait(over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop looks itself whether to go on.
        }
    }
}
