namespace Switchboard.Protocols.EngineIo;

/// <summary>What an application does with the clients of an Engine.IO endpoint. One object serves all of them; calls for one client come one after the other.</summary>
public interface IEngineIoHandler
{
    /// <summary>A client has opened a session.</summary>
    /// <param name="socket">The client.</param>
    ValueTask OnOpenAsync(EngineIoSocket socket);

    /// <summary>A client has sent a message. The next one waits until this completes; pings do not.</summary>
    /// <param name="socket">The client.</param>
    /// <param name="message">The message; its bytes are valid until the task completes.</param>
    ValueTask OnMessageAsync(EngineIoSocket socket, EngineIoMessage message);

    /// <summary>A client's session has ended.</summary>
    /// <param name="socket">The client.</param>
    /// <param name="reason">Why.</param>
    ValueTask OnCloseAsync(EngineIoSocket socket, string reason);
}
