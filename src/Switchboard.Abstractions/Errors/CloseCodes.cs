namespace Switchboard;

/// <summary>The catalogue of reasons for which a connection ends. docs/codes.md tells what to do about each.</summary>
public static class CloseCodes
{
    /// <summary>An orderly end without further meaning (WebSocket).</summary>
    public static CloseCode Normal { get; } = new(1000, "");

    /// <summary>The bytes break the WebSocket protocol.</summary>
    public static CloseCode ProtocolError { get; } = new(1002, "protocol error");

    /// <summary>A text message is not UTF-8.</summary>
    public static CloseCode InvalidPayload { get; } = new(1007, "invalid utf-8");

    /// <summary>A message is larger than allowed.</summary>
    public static CloseCode MessageTooBig { get; } = new(1009, "message size limit exceeded");

    /// <summary>The connection was closed without a more particular reason.</summary>
    public static CloseCode ConnectionClosed { get; } = new(3000, "connection closed");

    /// <summary>The node is going down; another one takes over.</summary>
    public static CloseCode Shutdown { get; } = new(3001, "shutdown");

    /// <summary>The server failed while it served this connection.</summary>
    public static CloseCode InternalError { get; } = new(3004, "internal server error");

    /// <summary>The connection's token expired and no new one came.</summary>
    public static CloseCode Expired { get; } = new(3005, "connection expired");

    /// <summary>The token of a server-side subscription expired.</summary>
    public static CloseCode SubscriptionExpired { get; } = new(3006, "subscription expired");

    /// <summary>The connection did not read as fast as it was written to.</summary>
    public static CloseCode Slow { get; } = new(3008, "slow");

    /// <summary>Writing to the connection failed.</summary>
    public static CloseCode WriteError { get; } = new(3009, "write error");

    /// <summary>A server-side subscription fell behind its stream; reconnect to recover.</summary>
    public static CloseCode InsufficientState { get; } = new(3010, "insufficient state");

    /// <summary>The server asks the client to reconnect.</summary>
    public static CloseCode ForceReconnect { get; } = new(3011, "force reconnect");

    /// <summary>The client did not answer a ping in time.</summary>
    public static CloseCode NoPong { get; } = new(3012, "no pong");

    /// <summary>Commands kept coming faster than allowed.</summary>
    public static CloseCode TooManyRequests { get; } = new(3013, "too many requests");

    /// <summary>What the client knows of its state is no longer valid.</summary>
    public static CloseCode StateInvalidated { get; } = new(3014, "state invalidated");

    /// <summary>The token is not valid.</summary>
    public static CloseCode InvalidToken { get; } = new(3500, "invalid token");

    /// <summary>The client sent what no client may send.</summary>
    public static CloseCode BadRequest { get; } = new(3501, "bad request");

    /// <summary>No connect command came in time.</summary>
    public static CloseCode Stale { get; } = new(3502, "stale");

    /// <summary>The server told the client to go.</summary>
    public static CloseCode ForceDisconnect { get; } = new(3503, "force disconnect");

    /// <summary>Too many connections.</summary>
    public static CloseCode ConnectionLimit { get; } = new(3504, "connection limit");

    /// <summary>Too many channels.</summary>
    public static CloseCode ChannelLimit { get; } = new(3505, "channel limit");

    /// <summary>The channel's data cannot be carried by this connection's protocol.</summary>
    public static CloseCode InappropriateProtocol { get; } = new(3506, "inappropriate protocol");

    /// <summary>The principal may not connect.</summary>
    public static CloseCode PermissionDenied { get; } = new(3507, "permission denied");

    /// <summary>What the client needs is not offered.</summary>
    public static CloseCode NotAvailable { get; } = new(3508, "not available");

    /// <summary>The connection produced too many errors.</summary>
    public static CloseCode TooManyErrors { get; } = new(3509, "too many errors");

    /// <summary>The ticket is bound to another remote address.</summary>
    public static CloseCode WrongAddress { get; } = new(4501, "ticket of another address");

    /// <summary>The ticket is bound to pages of another origin.</summary>
    public static CloseCode WrongOrigin { get; } = new(4502, "ticket of another origin");

    /// <summary>Every close code of the catalogue, in the order of its numbers.</summary>
    public static IReadOnlyList<CloseCode> All { get; } =
    [
        Normal, ProtocolError, InvalidPayload, MessageTooBig,
        ConnectionClosed, Shutdown, InternalError, Expired, SubscriptionExpired, Slow, WriteError, InsufficientState, ForceReconnect,
        NoPong, TooManyRequests, StateInvalidated,
        InvalidToken, BadRequest, Stale, ForceDisconnect, ConnectionLimit, ChannelLimit, InappropriateProtocol, PermissionDenied,
        NotAvailable, TooManyErrors, WrongAddress, WrongOrigin,
    ];
}

/// <summary>Why the server ended a connection. The number's range tells a client whether to come back.</summary>
/// <param name="Code">The number on the wire: 3000 to 4999, or a WebSocket protocol code below that.</param>
/// <param name="Reason">The text on the wire; at most 123 bytes of UTF-8 (RFC 6455, section 5.5).</param>
public sealed record CloseCode(uint Code, string Reason)
{
    /// <summary>Whether a client should reconnect: true below 3500 and from 4000 to 4499.</summary>
    public bool Reconnect => Code is < 3500 or (>= 4000 and < 4500);
}
