namespace Switchboard.Transports;

/// <summary>What a protocol makes of one client's messages.</summary>
internal interface IProtocolSession
{
    /// <summary>Takes the next message. The following one is not read before this completes.</summary>
    /// <param name="message">The message; valid until the task completes.</param>
    ValueTask ReceiveAsync(ReadOnlyMemory<byte> message);

    /// <summary>Takes the next message where the client said that it is binary; as any other where the protocol makes no difference.</summary>
    /// <param name="message">The message; valid until the task completes.</param>
    ValueTask ReceiveBinaryAsync(ReadOnlyMemory<byte> message) => ReceiveAsync(message);
}

/// <summary>Tells the exceptions by which the web server says that a client is gone.</summary>
internal static class ClientDisconnect
{
    /// <summary>Whether reading or writing failed because the connection was reset, cut, or completed by the server.</summary>
    /// <remarks>The last is how the runtime says that a pipe has no memory to write to, which is so while the web server lets a connection go.</remarks>
    public static bool IsCauseOf(Exception exception)
        => exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException
            or ArgumentOutOfRangeException { ParamName: "writer" };
}
