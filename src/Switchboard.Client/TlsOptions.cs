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

/// <summary>What a server shows of itself in the TLS handshake, and what the verification found.</summary>
public sealed record ServerCertificate
{
    /// <summary>The name that was connected to, which the certificate has to be for.</summary>
    public required string Host { get; init; }

    /// <summary>The server's own certificate.</summary>
    public required CertificateDetails Certificate { get; init; }

    /// <summary>The chain from the server's certificate to the last one that was found, the server's first.</summary>
    public required IReadOnlyList<CertificateDetails> Chain { get; init; }

    /// <summary>Whether the verification found nothing wrong.</summary>
    public bool IsVerified => Problems.Count == 0;

    /// <summary>What the verification found wrong, each as a sentence; empty for nothing.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}

/// <summary>One certificate.</summary>
/// <param name="Subject">Whom it is for, as a distinguished name.</param>
/// <param name="Issuer">Who issued it, as a distinguished name.</param>
/// <param name="NotBefore">From when it is valid, in UTC.</param>
/// <param name="NotAfter">Until when it is valid, in UTC.</param>
/// <param name="Sha256Thumbprint">The SHA-256 hash of the certificate, in hexadecimal digits.</param>
/// <param name="Pem">The certificate in the PEM encoding.</param>
public sealed record CertificateDetails(string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Sha256Thumbprint, string Pem);
