namespace Switchboard;

/// <summary>Why the server ended a connection. The number's range tells a client whether to come back.</summary>
/// <param name="Code">The number on the wire: 3000 to 4999, or a WebSocket protocol code below that.</param>
/// <param name="Reason">The text on the wire; at most 123 bytes of UTF-8 (RFC 6455, section 5.5).</param>
public sealed record CloseCode(uint Code, string Reason)
{
    /// <summary>Whether a client should reconnect: true below 3500 and from 4000 to 4499.</summary>
    public bool Reconnect => Code is < 3500 or (>= 4000 and < 4500);
}
