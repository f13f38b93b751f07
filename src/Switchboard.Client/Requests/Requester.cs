using System.Diagnostics;
using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Requests;

/// <summary>Asks the hub: waits for the connection and for room, sends, and waits for the answer, all within a timeout.</summary>
internal sealed class Requester(ClientContext context, ConnectionKeeper keeper, RequestTracker tracker)
{
    /// <summary>Asks, and returns the result.</summary>
    /// <exception cref="SwitchboardException">The hub refused it, or the connection does not allow it.</exception>
    /// <exception cref="TimeoutException">There was no answer in time.</exception>
    public async Task<TReply> AskAsync<TReply>(string operation, string subject, CentrifugeCommand command, TimeSpan timeout, CancellationToken cancellationToken)
        where TReply : CentrifugeReply
    {
        var reply = await AskAsync(operation, subject, command, timeout, cancellationToken).ConfigureAwait(false);
        return reply as TReply ?? throw new SessionEnd(ConnectionChange.ProtocolViolated).ToException();
    }

    /// <summary>Asks, and returns the result, which may be of no known kind.</summary>
    public Task<CentrifugeReply?> AskAsync(string operation, string subject, CentrifugeCommand command, TimeSpan timeout, CancellationToken cancellationToken)
        => AskAsync(operation, subject, command, timeout, isRepeatable: false, cancellationToken);

    /// <summary>Asks what may be asked twice, and again where the connection is lost before the answer, all within the timeout.</summary>
    /// <inheritdoc cref="AskAsync{TReply}"/>
    public async Task<TReply> AskAgainAsync<TReply>(string operation, string subject, CentrifugeCommand command, TimeSpan timeout, CancellationToken cancellationToken)
        where TReply : CentrifugeReply
    {
        var reply = await AskAsync(operation, subject, command, timeout, isRepeatable: true, cancellationToken).ConfigureAwait(false);
        return reply as TReply ?? throw new SessionEnd(ConnectionChange.ProtocolViolated).ToException();
    }

    /// <summary>Asks, again where the connection is lost if it is repeatable, and returns the result, which may be of no known kind.</summary>
    public async Task<CentrifugeReply?> AskAsync(
        string operation, string subject, CentrifugeCommand command, TimeSpan timeout, bool isRepeatable, CancellationToken cancellationToken)
    {
        using var activity = ClientTracing.Begin(operation, subject);
        var begun = context.Settings.Time.GetTimestamp();
        var cancelled = await tracker.EnterAsync(cancellationToken).ConfigureAwait(false);
        var outcome = "ok";
        try
        {
            var answer = await AskWithinAsync(command, timeout, isRepeatable, cancellationToken, cancelled).ConfigureAwait(false);
            answer.ThrowIfFailed();
            return answer.Reply;
        }
        catch (Exception exception)
        {
            outcome = exception is SwitchboardException { Error.Code: var code } ? code.ToString(null, null) : exception.GetType().Name;
            ClientTracing.End(activity, exception);
            throw;
        }
        finally
        {
            tracker.Exit();
            var elapsed = context.Settings.Time.GetElapsedTime(begun).TotalSeconds;
            context.Metrics.Requests.Record(elapsed, new TagList { { "operation", operation }, { "outcome", outcome } });
        }
    }

    /// <summary>Asks several things in one frame, and ends when each was answered; those that are not by then fail.</summary>
    public async Task AskTogetherAsync(IReadOnlyList<PendingRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var cancelled = await tracker.EnterAsync(cancellationToken).ConfigureAwait(false);
        using var late = new CancellationTokenSource(timeout, context.Settings.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cancelled, late.Token);
        Session? session = null;
        try
        {
            session = await keeper.GetSessionAsync(over.Token).ConfigureAwait(false);
            await session.RoomToSendAsync(over.Token).ConfigureAwait(false);
            session.SendAll([.. requests]);
            await Task.WhenAll(requests.Select(request => request.Answer)).WaitAsync(over.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var failure = exception is OperationCanceledException && late.IsCancellationRequested
                ? new TimeoutException($"The hub did not answer within {timeout.TotalSeconds} s.", exception)
                : exception;
            foreach (var request in requests)
            {
                session?.Forget(request);
                request.Complete(new RequestAnswer(null, null, failure));
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            tracker.Exit();
        }
    }

    private async Task<RequestAnswer> AskWithinAsync(
        CentrifugeCommand command, TimeSpan timeout, bool isRepeatable, CancellationToken cancellationToken, CancellationToken cancelled)
    {
        using var late = new CancellationTokenSource(timeout, context.Settings.Time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cancelled, late.Token);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var answer = await AskOnceAsync(command, over.Token).ConfigureAwait(false);
                if (!isRepeatable || answer.Failure is not SwitchboardConnectionException { IsTransient: true })
                {
                    return answer;
                }

                // The connection's end may not have been noticed everywhere yet.
                await Task.Delay(context.Settings.Backoff.DelayOf(attempt), context.Settings.Time, over.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            cancelled.ThrowIfCancellationRequested();
            throw new TimeoutException($"The hub did not answer within {timeout.TotalSeconds} s.", exception);
        }
    }

    private async Task<RequestAnswer> AskOnceAsync(CentrifugeCommand command, CancellationToken over)
    {
        var session = await keeper.GetSessionAsync(over).ConfigureAwait(false);
        await session.RoomToSendAsync(over).ConfigureAwait(false);
        var request = session.Request(command);
        try
        {
            return await request.Answer.WaitAsync(over).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            session.Forget(request);
            throw;
        }
    }
}
