using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Switchboard.Protocols.SocketIo;

/// <content>Handlers that all clients of the Socket.IO namespace have.</content>
public sealed partial class SocketIoNamespace
{
    private readonly ConcurrentDictionary<string, Func<SocketIoSocket, SocketIoEvent, ValueTask>> _events = new(StringComparer.Ordinal);

    /// <summary>Handles an event of every client, unless its socket has a handler of its own for it. For start-up.</summary>
    /// <param name="name">The event.</param>
    /// <param name="handler">What is done. An exception is logged; where the client waits for an acknowledgement, it gets an error.</param>
    /// <returns>The Socket.IO namespace.</returns>
    /// <exception cref="ArgumentException">The name has a meaning of its own, or is handled already.</exception>
    [OverloadResolutionPriority(2)]
    public SocketIoNamespace On(string name, Func<SocketIoSocket, SocketIoEvent, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        CheckHandled(name);
        return _events.TryAdd(name, handler) ? this : throw new ArgumentException($"The event '{name}' is handled already.", nameof(name));
    }

    /// <inheritdoc cref="On(string, Func{SocketIoSocket, SocketIoEvent, ValueTask})"/>
    [OverloadResolutionPriority(1)]
    public SocketIoNamespace On(string name, Func<SocketIoSocket, SocketIoEvent, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return On(name, (socket, happened) => new ValueTask(handler(socket, happened)));
    }

    /// <inheritdoc cref="On(string, Func{SocketIoSocket, SocketIoEvent, ValueTask})"/>
    public SocketIoNamespace On(string name, Action<SocketIoSocket, SocketIoEvent> handler)
    {
        SocketIoHandlers.ThrowIfAsync(handler);
        return On(name, (socket, happened) =>
        {
            handler(socket, happened);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Handles an event of every client by its first argument. For start-up.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <inheritdoc cref="On(string, Func{SocketIoSocket, SocketIoEvent, ValueTask})"/>
    public SocketIoNamespace On<T>(string name, Func<SocketIoSocket, T?, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return On(name, (socket, happened) => handler(socket, happened.Get<T>(0)));
    }

    /// <summary>Handles an event of every client by its first argument, and acknowledges it with what comes of it. For start-up.</summary>
    /// <typeparam name="T">The argument's type.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <inheritdoc cref="On(string, Func{SocketIoSocket, SocketIoEvent, ValueTask})"/>
    public SocketIoNamespace On<T, TResult>(string name, Func<SocketIoSocket, T?, ValueTask<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return On(name, async (socket, happened) => happened.Ack(await handler(socket, happened.Get<T>(0))));
    }

    /// <summary>The handler of an event; null where there is none.</summary>
    internal Func<SocketIoSocket, SocketIoEvent, ValueTask>? FindHandler(string name) => _events.GetValueOrDefault(name);

    /// <summary>Throws where a handler of the application cannot have an event of this name.</summary>
    internal void CheckHandled(string name)
    {
        SocketIoEvents.CheckEmitted(name);
        if (IsHub && HubOperations.IsTaken(name))
        {
            throw new ArgumentException(WhyTaken(name), nameof(name));
        }
    }

    /// <summary>Notes that its clients are members of the hub.</summary>
    /// <exception cref="InvalidOperationException">The application handles an event of the hub's own.</exception>
    internal void JoinHub()
    {
        foreach (var (name, _) in _events)
        {
            if (HubOperations.IsTaken(name))
            {
                throw new InvalidOperationException(WhyTaken(name));
            }
        }

        IsHub = true;
    }

    private string WhyTaken(string name)
        => $"'{name}' is an event of the hub's own in the Socket.IO namespace '{Name}': use another name, or another Socket.IO namespace.";
}
