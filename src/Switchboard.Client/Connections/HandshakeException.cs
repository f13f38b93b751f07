using System.Net;

namespace Switchboard.Client.Connections;

/// <summary>The server answered the WebSocket handshake with something else.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="retryAfter">How long the server asks to wait; null where it does not.</param>
/// <param name="innerException">What the WebSocket said.</param>
internal sealed class HandshakeException(HttpStatusCode status, TimeSpan? retryAfter, Exception innerException)
    : Exception($"The server answered the WebSocket handshake with HTTP status {(int)status}.", innerException)
{
    public TimeSpan? RetryAfter => retryAfter;
}
