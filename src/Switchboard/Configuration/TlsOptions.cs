using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>TLS in the stand-alone server, for the <c>https</c> addresses that it listens on. Certificates that change are taken up without a restart.</summary>
public sealed class TlsOptions
{
    /// <summary>The server's certificates. A client is shown the one for the host that it asks for, else the first.</summary>
    public List<CertificateOptions> Certificates { get; set; } = [];

    /// <summary>Certificates of clients.</summary>
    public ClientCertificateOptions ClientCertificates { get; set; } = new();

    /// <summary>Seconds for which browsers are told to come over TLS alone (HSTS), in answers over TLS to other hosts than <c>localhost</c>. 0 tells them nothing. Needs a restart.</summary>
    [Range(0, 315_360_000)]
    public int HstsSeconds { get; set; }

    /// <summary>Whether that holds for the names below the host, too. Needs a restart.</summary>
    public bool HstsIncludeSubDomains { get; set; }

    /// <summary>Seconds that a TLS handshake may take; then the connection is cut. Needs a restart.</summary>
    [Range(1, 300)]
    public int HandshakeTimeoutSeconds { get; set; } = 10;

    /// <summary>Whether HTTP/3 is offered, too, where the system has QUIC (libmsquic). Not tested. Needs a restart.</summary>
    public bool Http3 { get; set; }
}

/// <summary>A certificate of the server with its private key: in files, or in the system's store.</summary>
public sealed class CertificateOptions
{
    /// <summary>The names of the hosts that it is for, such as <c>hub.example.com</c> or <c>*.example.com</c>. Empty takes those that the certificate names.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>The certificate's file: PEM, with the certificates of its issuers behind it, or PKCS#12 (PFX).</summary>
    public string File { get; set; } = "";

    /// <summary>The PEM file of the private key. Empty finds it in <see cref="File"/>.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>The password of the key, or of the PKCS#12 file. Better kept in the environment, or in a file.</summary>
    public string Password { get; set; } = "";

    /// <summary>A file whose text is that password; a line break at its end is left out.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>The thumbprint (SHA-1, in hexadecimal) of a certificate in the system's store, in place of a file.</summary>
    public string Thumbprint { get; set; } = "";

    /// <summary>A part of the subject of a certificate in the system's store, in place of a file. Of several that are valid, the one that is for the longest.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Whose store it is in.</summary>
    public CertificateStoreLocation Store { get; set; } = CertificateStoreLocation.CurrentUser;
}

/// <summary>Whether clients show certificates, whose are believed, and who the client then is.</summary>
public sealed class ClientCertificateOptions
{
    /// <summary>Whether a client is asked for a certificate. One that is not valid ends the handshake.</summary>
    public ClientCertificateMode Mode { get; set; } = ClientCertificateMode.None;

    /// <summary>A PEM file with the certificates of the authorities that are believed. Empty believes those of the system.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>Whether it is looked up that a certificate was revoked. What cannot be looked up is refused.</summary>
    public RevocationCheck Revocation { get; set; } = RevocationCheck.None;

    /// <summary>Who a connection with a certificate is, where it brings no token.</summary>
    public CertificatePrincipal Principal { get; set; } = CertificatePrincipal.User;

    /// <summary>Where in the certificate the id is. There must be exactly one.</summary>
    public CertificateName IdFrom { get; set; } = CertificateName.CommonName;
}

/// <summary>Whose store of certificates.</summary>
public enum CertificateStoreLocation
{
    /// <summary>That of the user whom the server runs as.</summary>
    CurrentUser,

    /// <summary>That of the machine.</summary>
    LocalMachine,
}

/// <summary>Whether clients are asked for certificates.</summary>
public enum ClientCertificateMode
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>They may show one.</summary>
    Allow,

    /// <summary>Without one there is no connection.</summary>
    Require,
}

/// <summary>How it is found out whether a certificate was revoked.</summary>
public enum RevocationCheck
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By lists that the system has already.</summary>
    Offline,

    /// <summary>By asking where the certificate says.</summary>
    Online,
}

/// <summary>Who a client with a certificate is.</summary>
public enum CertificatePrincipal
{
    /// <summary>Nobody in particular: the certificate opens the connection alone.</summary>
    None,

    /// <summary>A user.</summary>
    User,

    /// <summary>A device.</summary>
    Device,
}

/// <summary>A name in a certificate.</summary>
public enum CertificateName
{
    /// <summary>The common name of the subject.</summary>
    CommonName,

    /// <summary>A DNS name of the subject's alternative names.</summary>
    DnsName,

    /// <summary>An e-mail address of the subject's alternative names.</summary>
    Email,

    /// <summary>A URI of the subject's alternative names.</summary>
    Uri,
}
