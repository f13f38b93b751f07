namespace Switchboard.Client.Tls;

/// <summary>The server's certificate was not accepted; nothing was sent.</summary>
/// <param name="message">Why.</param>
/// <param name="byApplication">Whether the application decided it, which is final.</param>
internal sealed class CertificateRefusedException(string message, bool byApplication) : Exception(message)
{
    public bool ByApplication => byApplication;
}
