using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Switchboard.Connections;
using Switchboard.Results;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.SocketIo;

/// <content>What the application does with the client's events.</content>
public sealed partial class SocketIoSocket
{
    private readonly ConcurrentDictionary<string, Func<SocketIoEvent, ValueTask>> _handlers = new(StringComparer.Ordinal);
    private readonly List<Func<string, ValueTask>> _disconnecting = [];
    private readonly List<Func<string, ValueTask>> _disconnected = [];
    private Func<SocketIoEvent, ValueTask>? _any;

    /// <summary>Handles an event. Events of a client begin to be handled in their order; what a handler awaits does not hold up the next.</summary>
    /// <param name="name">The event.</param>
    /// <param name="handler">What is done. An exception is logged; where the client waits for an acknowledgement, it gets an error.</param>
    /// <exception cref="ArgumentException">The name has a meaning of its own, or is handled already.</exception>
    [OverloadResolutionPriority(2)]
    public void On(string name, Func<SocketIoEvent, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Namespace.CheckHandled(name);
        if (!_handlers.TryAdd(name, handler))
        {
            throw new ArgumentException($"The event '{name}' is handled already.", nameof(name));
        }
    }

    /// <inheritdoc cref="On(string, Func{SocketIoEvent, ValueTask})"/>
    [OverloadResolutionPriority(1)]
    public void On(string name, Func<SocketIoEvent, Task> handler) => On(name, SocketIoHandlers.Of(handler));

    /// <summary>Handles an event.</summary>
    /// <param name="name">The event.</param>
    /// <param name="handler">What is done.</param>
    public void On(string name, Action<SocketIoEvent> handler) => On(name, SocketIoHandlers.Of(handler));

    /// <summary>Handles an event by its first argument.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <param name="name">The event.</param>
    /// <param name="handler">What is done.</param>
    public void On<T>(string name, Func<T?, ValueTask> handler) => On(name, happened => handler(happened.Get<T>(0)));

    /// <summary>Handles an event by its first argument, and acknowledges it with what comes of it.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="name">The event.</param>
    /// <param name="handler">What is done.</param>
    public void On<T, TResult>(string name, Func<T?, ValueTask<TResult>> handler)
        => On(name, async happened => happened.Ack(await handler(happened.Get<T>(0))));

    /// <summary>Handles an event by its first two arguments, and acknowledges it with what comes of it.</summary>
    /// <typeparam name="T1">The first argument's type.</typeparam>
    /// <typeparam name="T2">The second argument's type.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="name">The event.</param>
    /// <param name="handler">What is done.</param>
    public void On<T1, T2, TResult>(string name, Func<T1?, T2?, ValueTask<TResult>> handler)
        => On(name, async happened => happened.Ack(await handler(happened.Get<T1>(0), happened.Get<T2>(1))));

    /// <summary>Handles an event the first time that it comes.</summary>
    /// <param name="name">The event.</param>
    /// <param name="handler">What is done.</param>
    /// <exception cref="ArgumentException">The name has a meaning of its own, or is handled already.</exception>
    [OverloadResolutionPriority(2)]
    public void Once(string name, Func<SocketIoEvent, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        On(name, happened => _handlers.TryRemove(name, out _) ? handler(happened) : ValueTask.CompletedTask);
    }

    /// <inheritdoc cref="Once(string, Func{SocketIoEvent, ValueTask})"/>
    [OverloadResolutionPriority(1)]
    public void Once(string name, Func<SocketIoEvent, Task> handler) => Once(name, SocketIoHandlers.Of(handler));

    /// <inheritdoc cref="Once(string, Func{SocketIoEvent, ValueTask})"/>
    public void Once(string name, Action<SocketIoEvent> handler) => Once(name, SocketIoHandlers.Of(handler));

    /// <summary>Handles every event that no other handler does.</summary>
    /// <param name="handler">What is done.</param>
    public void OnAny(Func<SocketIoEvent, ValueTask> handler) => _any = handler;

    /// <summary>Handles no more events of a name.</summary>
    /// <param name="name">The event.</param>
    public void Off(string name) => _handlers.TryRemove(name, out _);

    /// <summary>Is called when the client leaves, while its rooms are still known.</summary>
    /// <param name="handler">What is done; it is given the reason, such as <c>transport close</c>. Called at once where the client has left already.</param>
    public void OnDisconnecting(Action<string> handler) => OnGone(_disconnecting, SocketIoHandlers.Of(handler));

    /// <summary>Is called when the client leaves, while its rooms are still known: until it awaits something.</summary>
    /// <inheritdoc cref="OnDisconnecting(Action{string})"/>
    [OverloadResolutionPriority(2)]
    public void OnDisconnecting(Func<string, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        OnGone(_disconnecting, handler);
    }

    /// <inheritdoc cref="OnDisconnecting(Func{string, ValueTask})"/>
    [OverloadResolutionPriority(1)]
    public void OnDisconnecting(Func<string, Task> handler) => OnGone(_disconnecting, SocketIoHandlers.Of(handler));

    /// <summary>Is called when the client has left.</summary>
    /// <param name="handler">What is done; it is given the reason. Called at once where the client has left already.</param>
    public void OnDisconnect(Action<string> handler) => OnGone(_disconnected, SocketIoHandlers.Of(handler));

    /// <inheritdoc cref="OnDisconnect(Action{string})"/>
    [OverloadResolutionPriority(2)]
    public void OnDisconnect(Func<string, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        OnGone(_disconnected, handler);
    }

    /// <inheritdoc cref="OnDisconnect(Action{string})"/>
    [OverloadResolutionPriority(1)]
    public void OnDisconnect(Func<string, Task> handler) => OnGone(_disconnected, SocketIoHandlers.Of(handler));

    /// <summary>Begins to handle an event. Never throws, and completes when it has been handled.</summary>
    internal async ValueTask HandleAsync(SocketIoPacket packet)
    {
        var happened = new SocketIoEvent(this, packet);
        try
        {
            await CallHandler(happened);
        }
        catch (SocketIoArgumentException exception)
        {
            // What a client sends is no fault of the application's.
            SocketIoLog.ArgumentUnreadable(_session.Server.Services.Logger, happened.Name, Connection.Id);
            happened.Fail(ErrorCodes.BadRequest with { Message = $"bad request: {exception.Message}" });
        }
        catch (Exception exception)
        {
            var error = InternalError.Create(out var errorId);
            ConnectionLog.CommandFailed(_session.Server.Services.Logger, exception, Connection.Id, errorId);
            happened.Fail(error);
        }
    }

    private ValueTask CallHandler(SocketIoEvent happened)
    {
        if (_handlers.TryGetValue(happened.Name, out var own))
        {
            return own(happened);
        }

        if (Namespace.FindHandler(happened.Name) is { } shared)
        {
            return shared(this, happened);
        }

        return _any?.Invoke(happened) ?? ValueTask.CompletedTask;
    }

    private void OnGone(List<Func<string, ValueTask>> handlers, Func<string, ValueTask> handler)
    {
        lock (_ending)
        {
            if (_endedBy is null)
            {
                handlers.Add(handler);
                return;
            }
        }

        _ = RunGoneAsync(handler, _endedBy);
    }

    /// <summary>Calls handlers that cannot change any more. One that fails, or awaits something, does not keep the others from being called.</summary>
    private void RunGone(List<Func<string, ValueTask>> handlers, string reason)
    {
        foreach (var handler in handlers)
        {
            _ = RunGoneAsync(handler, reason);
        }
    }

    private async Task RunGoneAsync(Func<string, ValueTask> handler, string reason)
    {
        try
        {
            await handler(reason);
        }
        catch (Exception exception)
        {
            InternalError.Create(out var errorId);
            ConnectionLog.CommandFailed(_session.Server.Services.Logger, exception, Connection.Id, errorId);
        }
    }
}
