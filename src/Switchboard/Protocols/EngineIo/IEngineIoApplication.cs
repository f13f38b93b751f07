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
