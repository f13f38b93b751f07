using System.Net;

namespace Switchboard.Client.Connections;

/// <summary>The application's credential provider threw.</summary>
internal sealed class CredentialFailedException(Exception innerException) : Exception("The credential provider failed.", innerException);

/// <summary>The server answered the WebSocket handshake with something else.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="retryAfter">How long the server asks to wait; null where it does not.</param>
/// <param name="innerException">What the WebSocket said.</param>
internal sealed class HandshakeException(HttpStatusCode status, TimeSpan? retryAfter, Exception innerException)
    : Exception($"The server answered the WebSocket handshake with HTTP status {(int)status}.", innerException)
{
    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>The other side sent a message that is larger than allowed.</summary>
/// <param name="limit">The limit in bytes.</param>
internal sealed class MessageTooLargeException(int limit) : Exception($"The hub sent a message of more than {limit} bytes.");

/// <summary>The server's certificate was not accepted; nothing was sent.</summary>
/// <param name="message">Why.</param>
/// <param name="byApplication">Whether the application decided it, which is final.</param>
internal sealed class CertificateRefusedException(string message, bool byApplication) : Exception(message)
{
    public bool ByApplication => byApplication;
}
