using System.Text;

namespace Switchboard.Protocols.EngineIo;

/// <summary>One client of an Engine.IO endpoint. Safe to call from any thread; nothing here waits for the client.</summary>
public sealed class EngineIoSocket
{
    private readonly EngineIoSession _session;

    internal EngineIoSocket(EngineIoSession session) => _session = session;

    /// <summary>The session's id. It is a secret between server and client.</summary>
    public string Id => _session.Sid;

    /// <summary>The revision of the protocol that the client speaks: 3 or 4.</summary>
    public int Version => (int)_session.Version;

    /// <summary>The transport at this moment: <c>polling</c> or <c>websocket</c>.</summary>
    public string Transport => _session.Connection.Transport.Transport;

    /// <summary>The client's address.</summary>
    public string RemoteAddress => _session.Connection.Transport.RemoteAddress;

    /// <summary>Sends text. A client that does not read what is sent is closed as slow.</summary>
    /// <param name="text">The text.</param>
    public void Send(string text) => SendText(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends text that is UTF-8 already.</summary>
    /// <param name="utf8">The text; copied.</param>
    public void SendText(ReadOnlySpan<byte> utf8) => _session.Connection.Send(EngineIoFrames.Message(utf8));

    /// <summary>Sends bytes.</summary>
    /// <param name="data">The bytes; copied.</param>
    public void SendBinary(ReadOnlySpan<byte> data) => _session.Connection.Send(EngineIoFrames.Binary(_session.Version, data));

    /// <summary>Ends the session. Further calls do nothing.</summary>
    public void Close() => _session.Connection.Close(CloseCodes.ConnectionClosed);
}
