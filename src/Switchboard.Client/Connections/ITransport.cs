namespace Switchboard.Client.Connections;

/// <summary>A connection that carries frames. One call of each method at a time.</summary>
internal interface ITransport : IAsyncDisposable
{
    /// <summary>Why the other side closed; null while it has not.</summary>
    CloseCode? CloseCode { get; }

    /// <summary>Sends a frame.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken);

    /// <summary>Receives the next message, whose bytes are valid until the next call; null once the other side has closed.</summary>
    /// <exception cref="MessageTooLargeException">The message is larger than allowed.</exception>
    ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>Says that nothing more will be sent. The other side's answer ends <see cref="ReceiveAsync"/>.</summary>
    ValueTask CloseAsync(CancellationToken cancellationToken);
}

/// <summary>Opens transports.</summary>
internal interface ITransportFactory
{
    /// <summary>Connects, and returns once frames can be sent and received.</summary>
    Task<ITransport> ConnectAsync(CancellationToken cancellationToken);
}
