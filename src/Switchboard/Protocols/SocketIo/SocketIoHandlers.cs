using System.Runtime.CompilerServices;

namespace Switchboard.Protocols.SocketIo;

/// <summary>Makes one form of the forms in which an application says what is to be done.</summary>
internal static class SocketIoHandlers
{
    public static Func<T, ValueTask> Of<T>(Func<T, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return value => new ValueTask(handler(value));
    }

    /// <exception cref="ArgumentException">It is <c>async void</c>.</exception>
    public static Func<T, ValueTask> Of<T>(Action<T> handler)
    {
        ThrowIfAsync(handler);
        return value =>
        {
            handler(value);
            return ValueTask.CompletedTask;
        };
    }

    /// <summary>Refuses what is <c>async void</c>: nobody could await it, and its exceptions would end the process.</summary>
    public static void ThrowIfAsync(Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        foreach (var part in handler.GetInvocationList())
        {
            if (part.Method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false))
            {
                throw new ArgumentException("The handler is async and returns nothing, so that it cannot be awaited: let it return a Task or ValueTask.", nameof(handler));
            }
        }
    }
}
