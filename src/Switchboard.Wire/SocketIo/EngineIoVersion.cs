namespace Switchboard.Wire.SocketIo;

/// <summary>The revisions of the Engine.IO protocol that are served.</summary>
public enum EngineIoVersion
{
    /// <summary>Revision 3, spoken by Socket.IO clients 1 and 2: the client pings.</summary>
    V3 = 3,

    /// <summary>Revision 4, spoken by Socket.IO clients 3 and 4: the server pings.</summary>
    V4 = 4,
}
