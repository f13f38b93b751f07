namespace Switchboard.Client;

/// <summary>One certificate.</summary>
/// <param name="Subject">Whom it is for, as a distinguished name.</param>
/// <param name="Issuer">Who issued it, as a distinguished name.</param>
/// <param name="NotBefore">From when it is valid, in UTC.</param>
/// <param name="NotAfter">Until when it is valid, in UTC.</param>
/// <param name="Sha256Thumbprint">The SHA-256 hash of the certificate, in hexadecimal digits.</param>
/// <param name="Pem">The certificate in the PEM encoding.</param>
public sealed record CertificateDetails(string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Sha256Thumbprint, string Pem);
