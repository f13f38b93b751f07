namespace Switchboard.Protocols.SocketIo;

/// <summary>Thrown where not all clients have acknowledged an event in time. It has what the others acknowledged it with.</summary>
public sealed class SocketIoTimeoutException : TimeoutException
{
    /// <summary>Nobody has acknowledged the event.</summary>
    public SocketIoTimeoutException()
        : this([])
    {
    }

    /// <summary>Nobody has acknowledged the event.</summary>
    /// <param name="message">What happened.</param>
    public SocketIoTimeoutException(string message)
        : base(message)
    {
    }

    /// <summary>Nobody has acknowledged the event.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">The cause.</param>
    public SocketIoTimeoutException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal SocketIoTimeoutException(IReadOnlyList<SocketIoArguments> responses)
        : base($"Not all clients acknowledged the event in time; {responses.Count} did.") => Responses = responses;

    /// <summary>What the clients that acknowledged it did so with.</summary>
    public IReadOnlyList<SocketIoArguments> Responses { get; } = [];
}
