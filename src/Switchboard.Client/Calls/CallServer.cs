using System.Collections.Concurrent;
using Switchboard.Client.Connections;
using Switchboard.Client.Diagnostics;
using Switchboard.Client.Requests;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client.Calls;

/// <summary>The methods that the client serves, and the calls that it is answering.</summary>
internal sealed class CallServer(ClientContext context, RequestSender requests) : IDisposable
{
    private readonly ConcurrentDictionary<string, ServedMethod> _methods = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _disposal = new();

    /// <summary>Serves a method, and returns once the hub has agreed.</summary>
    public async Task<ServedMethod> ServeAsync(
        string method, int concurrency, Func<ServedCall, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> handler, CancellationToken cancellationToken)
    {
        var served = new ServedMethod(this, method, concurrency, handler);
        if (!_methods.TryAdd(method, served))
        {
            throw new InvalidOperationException($"This client serves {method} already.");
        }

        try
        {
            var command = new RpcCommand(0, "sb.serve", CallCodec.WriteServe(method, concurrency));
            await requests.SendAsync("serve", method, command, context.Settings.RequestTimeout, isIdempotent: false, cancellationToken).ConfigureAwait(false);
            return served;
        }
        catch
        {
            _methods.TryRemove(method, out _);
            throw;
        }
    }

    public async ValueTask UnserveAsync(ServedMethod served)
    {
        if (!_methods.TryRemove(KeyValuePair.Create(served.Method, served)) || context.Session is not { } session)
        {
            return;
        }

        var request = session.Request(new RpcCommand(0, "sb.unserve", CallCodec.WriteUnserve(served.Method)));
        try
        {
            await request.Completion.WaitAsync(context.Settings.RequestTimeout, context.Settings.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            session.Discard(request);
        }
    }

    /// <summary>Serves the methods over the new connection, too.</summary>
    public void OnConnected(Session session)
    {
        foreach (var served in _methods.Values)
        {
            context.Background.Run(() => ServeAgainAsync(session, served));
        }
    }

    public void OnCall(Session session, CallMessage message) => context.Background.Run(() => AnswerAsync(session, message));

    public void OnCancel(string id)
    {
        if (_running.TryGetValue(id, out var running))
        {
            context.Background.Run(running.CancelAsync);
        }
    }

    /// <summary>Cancels the calls that are being answered.</summary>
    public void Stop() => _disposal.Cancel();

    /// <summary>Once nothing runs any more.</summary>
    public void Dispose() => _disposal.Dispose();

    private async Task ServeAgainAsync(Session session, ServedMethod served)
    {
        for (var attempt = 0; !session.Ended.IsCancellationRequested && _methods.ContainsKey(served.Method); attempt++)
        {
            var result = await session.Request(new RpcCommand(0, "sb.serve", CallCodec.WriteServe(served.Method, served.Concurrency))).Completion.ConfigureAwait(false);
            if (result.Error is not { } error)
            {
                return;
            }

            if (!error.Temporary)
            {
                ClientLog.ServingRefused(context.Logger, served.Method, error.Code);
                context.Events.Post(nameof(ServedMethod.Failed), () => served.Fail(error));
                return;
            }

            await Task.Delay(context.Settings.Backoff.GetDelay(attempt), context.Settings.Time, session.Ended).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(Session session, CallMessage message)
    {
        using var deadline = new CancellationTokenSource(message.Deadline, context.Settings.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(session.Ended, _disposal.Token, deadline.Token);

        // The same call may come again, behind a lost connection over which its first try cannot be answered or cancelled any more.
        _running[message.Id] = either;
        try
        {
            var result = _methods.TryGetValue(message.Method, out var served)
                ? await HandleAsync(session, served, message, either.Token).ConfigureAwait(false)
                : CallCodec.WriteError(message.Id, ErrorCodes.MethodNotFound);
            await SendAnswerAsync(session, result, either.Token).ConfigureAwait(false);
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(message.Id, either));
        }
    }

    /// <summary>Sends an answer, again where the hub refuses it for now: the caller would wait until its deadline.</summary>
    private async Task SendAnswerAsync(Session session, ReadOnlyMemory<byte> answer, CancellationToken unwanted)
    {
        for (var attempt = 0; !unwanted.IsCancellationRequested; attempt++)
        {
            var taken = await session.Request(new RpcCommand(0, "sb.answer", answer)).Completion.ConfigureAwait(false);
            if (taken.Error is not { Temporary: true })
            {
                return;
            }

            await Task.Delay(context.Settings.Backoff.GetDelay(attempt), context.Settings.Time, unwanted).ConfigureAwait(false);
        }
    }

    private async Task<ReadOnlyMemory<byte>> HandleAsync(Session session, ServedMethod served, CallMessage message, CancellationToken cancellationToken)
    {
        using var activity = ClientTracing.Start("serve", message.Method);
        var call = new ServedCall(message, ReportAsync);
        try
        {
            return CallCodec.WriteAnswer(message.Id, await served.Handler(call, cancellationToken).ConfigureAwait(false), isProgress: false);
        }
        catch (SwitchboardException exception)
        {
            return CallCodec.WriteError(message.Id, exception.Error);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The exception may contain what the caller must not see: it is in the log, under the id that the caller is given.
            var errorId = Guid.NewGuid().ToString("N")[..8];
            ClientLog.ServedCallFailed(context.Logger, exception, message.Method, errorId);
            ClientTracing.RecordFailure(activity, exception);
            return CallCodec.WriteError(message.Id, ErrorCodes.Internal with { Message = $"{ErrorCodes.Internal.Message} (id {errorId})" });
        }

        Task ReportAsync(ReadOnlyMemory<byte> progress, CancellationToken waiting)
            => session.Request(new RpcCommand(0, "sb.answer", CallCodec.WriteAnswer(message.Id, progress, isProgress: true))).Completion.WaitAsync(waiting);
    }
}
