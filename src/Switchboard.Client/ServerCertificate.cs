namespace Switchboard.Client;

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
