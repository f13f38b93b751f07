using System.Security.Cryptography.X509Certificates;

namespace Switchboard.Client;

/// <summary>How the server's certificate is verified. Nothing but the TLS handshake happens before it was accepted.</summary>
public sealed class TlsOptions
{
    /// <summary>
    /// A PEM file with the certificates of the authorities to trust, in place of the system's; null trusts the system's. Read anew at each
    /// connection.
    /// </summary>
    public string? CaFile { get; set; }

    /// <summary>
    /// Sees the server's certificate with the verification's result, and decides: true goes on, false ends the connecting before anything
    /// was sent, whatever the verification said. Null goes by the verification. It counts within <see cref="SwitchboardClientOptions.ConnectTimeout"/>.
    /// </summary>
    public Func<ServerCertificate, CancellationToken, ValueTask<bool>>? DecideOnCertificate { get; set; }

    /// <summary>Whether and how to ask if certificates were revoked. Not unless set: it needs the authority to be reachable.</summary>
    public X509RevocationMode RevocationMode { get; set; } = X509RevocationMode.NoCheck;
}
