using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Switchboard.Client.Calls;
using Switchboard.Client.Configuration;
using Switchboard.Client.Connections;
using Switchboard.Wire.Centrifuge;

namespace Switchboard.Client;

/// <content>Calls, and methods that are served.</content>
public sealed partial class SwitchboardClient
{
    /// <summary>A message to this connection alone that is none of calls: what an application's own back end sends.</summary>
    public event EventHandler<MessageReceivedEventArgs>? MessageReceived;

    /// <summary>Calls a method: a handler of the application, or a client that serves it.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">The data, as JSON; empty for none.</param>
    /// <param name="options">Who is to answer, until when, and where to report progress; null for anybody within <see cref="SwitchboardClientOptions.CallDeadline"/>.</param>
    /// <param name="cancellationToken">Cancels the call, also where it is being carried out.</param>
    /// <returns>The result, as JSON; empty for none.</returns>
    /// <exception cref="SwitchboardException">The hub or the method answered with an error.</exception>
    /// <exception cref="SwitchboardConnectionException">There is no connection, or it was lost before the answer.</exception>
    public Task<ReadOnlyMemory<byte>> CallAsync(string method, ReadOnlyMemory<byte> data, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        PayloadValidator.ThrowIfNotJson(data);
        return _callInvoker.CallAsync(method, data, options ?? CallOptions.None, cancellationToken);
    }

    /// <summary>Calls a method with typed data.</summary>
    /// <typeparam name="TIn">The type of the data.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="data">The data.</param>
    /// <param name="inType">How the data is written.</param>
    /// <param name="outType">How the result is read.</param>
    /// <param name="options">Who is to answer, until when, and where to report progress.</param>
    /// <param name="cancellationToken">Cancels the call, also where it is being carried out.</param>
    /// <returns>The result; the type's default for none.</returns>
    public async Task<TOut?> CallAsync<TIn, TOut>(
        string method, TIn data, JsonTypeInfo<TIn> inType, JsonTypeInfo<TOut> outType, CallOptions? options = null, CancellationToken cancellationToken = default)
    {
        var result = await CallAsync(method, JsonSerializer.SerializeToUtf8Bytes(data, inType), options, cancellationToken).ConfigureAwait(false);
        return result.IsEmpty ? default : JsonSerializer.Deserialize(result.Span, outType);
    }

    /// <summary>Sends the plain <c>rpc</c> command, for servers that have no calls of their own.</summary>
    /// <param name="method">The method.</param>
    /// <param name="data">The payload; empty for none.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The result; empty for none.</returns>
    public async Task<ReadOnlyMemory<byte>> RpcAsync(string method, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var command = new RpcCommand(0, method, Checked(data));
        var reply = await _requests.SendAsync<RpcReply>("rpc", method, command, cancellationToken).ConfigureAwait(false);
        return reply.Data;
    }

    /// <summary>Serves a method, over this connection and those that follow it, and returns once the hub has agreed.</summary>
    /// <param name="method">The method.</param>
    /// <param name="handler">
    /// Answers a call with JSON, or nothing. Its token is cancelled when the caller does not wait any more. A <see cref="SwitchboardException"/> answers with
    /// its error; any other exception with error 100.
    /// </param>
    /// <param name="concurrency">How many calls at once.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What ends the serving when it is disposed of.</returns>
    /// <exception cref="SwitchboardException">The hub refused it.</exception>
    /// <exception cref="InvalidOperationException">This client serves the method already.</exception>
    public Task<ServedMethod> ServeAsync(
        string method, Func<ServedCall, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> handler, int concurrency = 16, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfLessThan(concurrency, 1);
        return _callServer.ServeAsync(method, concurrency, handler, cancellationToken);
    }

    /// <summary>Serves a method with typed data. Data that is not of the type is answered with error 107.</summary>
    /// <typeparam name="TIn">The type of the data.</typeparam>
    /// <typeparam name="TOut">The type of the result.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="inType">How the data is read.</param>
    /// <param name="outType">How the result is written.</param>
    /// <param name="handler">Answers a call.</param>
    /// <param name="concurrency">How many calls at once.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What ends the serving when it is disposed of.</returns>
    public Task<ServedMethod> ServeAsync<TIn, TOut>(
        string method,
        JsonTypeInfo<TIn> inType,
        JsonTypeInfo<TOut> outType,
        Func<TIn?, ServedCall, CancellationToken, ValueTask<TOut>> handler,
        int concurrency = 16,
        CancellationToken cancellationToken = default)
        => ServeAsync(
            method,
            async (call, stop) => JsonSerializer.SerializeToUtf8Bytes(await handler(Read(call, inType), call, stop).ConfigureAwait(false), outType),
            concurrency,
            cancellationToken);

    private static T? Read<T>(ServedCall call, JsonTypeInfo<T> type)
    {
        try
        {
            return call.Data.IsEmpty ? default : JsonSerializer.Deserialize(call.Data.Span, type);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            // Of another type, or what a converter of the application's says of it.
            throw new SwitchboardException(ErrorCodes.BadRequest, exception);
        }
    }

    private void HandleMessage(Session session, ReadOnlyMemory<byte> data)
    {
        if (!CallCodec.TryRead(data, out var message))
        {
            _context.Events.PostUnlessFull(nameof(MessageReceived), () => MessageReceived?.Invoke(this, new MessageReceivedEventArgs(data)));
            return;
        }

        switch (message.Kind)
        {
            case CallMessageKind.Call:
                _callServer.OnCall(session, message);
                break;
            case CallMessageKind.Cancel:
                _callServer.OnCancel(message.Id);
                break;
            default:
                _callInvoker.OnProgress(message);
                break;
        }
    }
}
