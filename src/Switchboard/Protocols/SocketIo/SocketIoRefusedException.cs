namespace Switchboard.Protocols.SocketIo;

/// <summary>Thrown by middleware that does not let a client into a Socket.IO namespace. The client gets <c>connect_error</c>.</summary>
public sealed class SocketIoRefusedException : Exception
{
    /// <summary>Refuses without saying why.</summary>
    public SocketIoRefusedException()
        : this("not authorized")
    {
    }

    /// <summary>Refuses.</summary>
    /// <param name="message">What the client is told.</param>
    public SocketIoRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Refuses.</summary>
    /// <param name="message">What the client is told.</param>
    /// <param name="innerException">The cause, which the client is not told.</param>
    public SocketIoRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>More for the client, written as JSON; null for nothing.</summary>
    public object? Details { get; init; }
}
