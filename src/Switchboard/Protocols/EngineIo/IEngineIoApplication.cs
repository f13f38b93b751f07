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

    /// <summary>Takes the next message. Neither the following one nor pings and acknowledgements are read before this completes: what takes long goes on beside.</summary>
    /// <param name="message">The message; valid until the task completes. Text is valid UTF-8.</param>
    /// <param name="isBinary">Whether it is binary.</param>
    ValueTask ReceiveAsync(ReadOnlyMemory<byte> message, bool isBinary);

    /// <summary>Does what is due.</summary>
    /// <param name="now">The node's monotonic time in milliseconds.</param>
    void Check(long now);

    /// <summary>What the client is told last; null where the format says it. Called under locks.</summary>
    OutboundFrame? EncodeClose(CloseCode code);

    /// <summary>The session has ended. Called once, on a thread of the pool.</summary>
    void End(CloseCode code);
}
