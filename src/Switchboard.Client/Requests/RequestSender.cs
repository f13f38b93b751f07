using System.Diagnostics;
using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Requests;

/// <summary>Sends requests: waits for the connection and for room in the send buffer, sends, and waits for the reply, all within a timeout.</summary>
internal sealed class RequestSender(ClientContext context, ConnectionManager connections, RequestTracker tracker)
{
    /// <summary>Sends a request once, within the request timeout, and returns the reply.</summary>
    /// <inheritdoc cref="SendAsync{TReply}(string, string, CentrifugeCommand, TimeSpan, bool, CancellationToken)"/>
    public Task<TReply> SendAsync<TReply>(string operation, string subject, CentrifugeCommand command, CancellationToken cancellationToken)
        where TReply : CentrifugeReply
        => SendAsync<TReply>(operation, subject, command, context.Settings.RequestTimeout, isIdempotent: false, cancellationToken);

    /// <summary>Sends a request, and returns the reply.</summary>
    /// <param name="operation">What is asked for, for metrics and spans.</param>
    /// <param name="subject">The channel or method, for spans.</param>
    /// <param name="command">The command.</param>
    /// <param name="timeout">The time for all of it.</param>
    /// <param name="isIdempotent">Whether to send it again where the connection is lost before the reply.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="SwitchboardException">The hub refused it, or the command is too large.</exception>
    /// <exception cref="TimeoutException">There was no reply in time.</exception>
    public async Task<TReply> SendAsync<TReply>(
        string operation, string subject, CentrifugeCommand command, TimeSpan timeout, bool isIdempotent, CancellationToken cancellationToken)
        where TReply : CentrifugeReply
    {
        var reply = await SendAsync(operation, subject, command, timeout, isIdempotent, cancellationToken).ConfigureAwait(false);
        return reply as TReply ?? throw new SessionEnd(ConnectionChangeReason.ProtocolError).ToException();
    }

    /// <summary>Sends a request, and returns the reply, which may be of no known kind.</summary>
    /// <inheritdoc cref="SendAsync{TReply}(string, string, CentrifugeCommand, TimeSpan, bool, CancellationToken)"/>
    public async Task<CentrifugeReply?> SendAsync(
        string operation, string subject, CentrifugeCommand command, TimeSpan timeout, bool isIdempotent, CancellationToken cancellationToken)
    {
        using var activity = ClientTracing.Start(operation, subject);
        var startedAt = context.Settings.Time.GetTimestamp();
        var cancelled = await tracker.EnterAsync(cancellationToken).ConfigureAwait(false);
        var outcome = "ok";
        try
        {
            var result = await SendWithTimeoutAsync(command, timeout, isIdempotent, cancellationToken, cancelled).ConfigureAwait(false);
            result.ThrowIfFailed();
            return result.Reply;
        }
        catch (Exception exception)
        {
            outcome = exception is SwitchboardException { Error.Code: var code } ? code.ToString(null, null) : exception.GetType().Name;
            ClientTracing.RecordFailure(activity, exception);
            throw;
        }
        finally
        {
            tracker.Exit();
            var elapsed = context.Settings.Time.GetElapsedTime(startedAt).TotalSeconds;
            context.Metrics.Requests.Record(elapsed, new TagList { { "operation", operation }, { "outcome", outcome } });
        }
    }

    /// <summary>Sends several requests in one frame, and completes when each has its result; those that have none in time fail.</summary>
    public async Task SendBatchAsync(IReadOnlyList<PendingRequest> requests, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var cancelled = await tracker.EnterAsync(cancellationToken).ConfigureAwait(false);
        using var deadline = new CancellationTokenSource(timeout, context.Settings.Time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cancelled, deadline.Token);
        Session? session = null;
        try
        {
            session = await connections.GetSessionAsync(any.Token).ConfigureAwait(false);
            await session.WaitForSendBufferAsync(any.Token).ConfigureAwait(false);
            session.SendAll([.. requests]);
            await Task.WhenAll(requests.Select(request => request.Completion)).WaitAsync(any.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var failure = exception is OperationCanceledException && deadline.IsCancellationRequested ? TimedOut(timeout, exception) : exception;
            foreach (var request in requests)
            {
                session?.Discard(request);
                request.Complete(RequestResult.FromFailure(failure));
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            tracker.Exit();
        }
    }

    private async Task<RequestResult> SendWithTimeoutAsync(
        CentrifugeCommand command, TimeSpan timeout, bool isIdempotent, CancellationToken cancellationToken, CancellationToken cancelled)
    {
        using var deadline = new CancellationTokenSource(timeout, context.Settings.Time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, cancelled, deadline.Token);
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                var result = await SendOnceAsync(command, any.Token).ConfigureAwait(false);
                if (!isIdempotent || result.Failure is not SwitchboardConnectionException { IsTransient: true })
                {
                    return result;
                }

                // The manager may not have noticed the end of the session yet, and would give the same one again at once.
                await Task.Delay(context.Settings.Backoff.GetDelay(attempt), context.Settings.Time, any.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            cancelled.ThrowIfCancellationRequested();
            throw TimedOut(timeout, exception);
        }
    }

    private async Task<RequestResult> SendOnceAsync(CentrifugeCommand command, CancellationToken cancellationToken)
    {
        var session = await connections.GetSessionAsync(cancellationToken).ConfigureAwait(false);
        await session.WaitForSendBufferAsync(cancellationToken).ConfigureAwait(false);
        var request = session.Request(command);
        try
        {
            return await request.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            session.Discard(request);
            throw;
        }
    }

    private static TimeoutException TimedOut(TimeSpan timeout, Exception cause) => new($"The hub did not answer within {timeout.TotalSeconds} s.", cause);
}
