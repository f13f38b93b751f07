using Microsoft.AspNetCore.Http;
using Switchboard.Configuration;
using Switchboard.Outbound;
using Switchboard.Wire.SocketIo;

namespace Switchboard.Protocols.EngineIo;

/// <summary>What is spoken over Engine.IO at one address.</summary>
internal interface IEngineIoApplication
{
    /// <summary>The protocol's name, for logs and listings.</summary>
    string Protocol { get; }

    /// <summary>How what the engine tells a connection is encoded.</summary>
    WireFormat FormatOf(EngineIoVersion version);

    /// <summary>Whether the client always speaks first: nothing is sent before.</summary>
    bool ClientBegins(EngineIoVersion version);

    /// <summary>The limits of a connection.</summary>
    LimitSettings LimitsFrom(LimitSettings hub);

    /// <summary>Begins a conversation with a new session's client.</summary>
    IEngineIoConversation Begin(EngineIoSession session, HttpContext context);
}

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

/// <summary>What an application does with the clients of an Engine.IO endpoint. One object serves all of them; calls for one client come one after the other.</summary>
public interface IEngineIoHandler
{
    /// <summary>A client has opened a session.</summary>
    /// <param name="socket">The client.</param>
    ValueTask OnOpenAsync(EngineIoSocket socket);

    /// <summary>A client has sent a message. The next one is not read before this completes.</summary>
    /// <param name="socket">The client.</param>
    /// <param name="message">The message; its bytes are valid until the task completes.</param>
    ValueTask OnMessageAsync(EngineIoSocket socket, EngineIoMessage message);

    /// <summary>A client's session has ended.</summary>
    /// <param name="socket">The client.</param>
    /// <param name="reason">Why.</param>
    ValueTask OnCloseAsync(EngineIoSocket socket, string reason);
}
