namespace Switchboard.Transports.WebSockets;

/// <summary>What a frame is (RFC 6455, section 11.8).</summary>
internal enum WebSocketOpcode
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
