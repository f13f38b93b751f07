namespace Switchboard.Protocols.EngineIo;

/// <summary>What is spoken with one client.</summary>
internal interface IEngineIoConversation
{
    /// <summary>The client has been told that the session is open, and may be sent messages.</summary>
    void Open();

    /// <summary>Takes the next message. The following one is not read before this completes.</summary>
    /// <param name="message">The message; valid until the task completes. Text is valid UTF-8.</param>
    /// <param name="isBinary">Whether it is binary.</param>
    ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, bool isBinary);

    /// <summary>Does what is due.</summary>
    /// <param name="now">The node's monotonic time in milliseconds.</param>
    void Check(long now);

    /// <summary>The session has ended. Called once, on a thread of the pool.</summary>
    void End(CloseCode code);
}
