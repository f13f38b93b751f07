using Switchboard.Connections;

namespace Switchboard.Commands.Connect;

/// <summary>Tells who a client is by the certificate that it has shown when the connection began.</summary>
internal static class CertificateIdentification
{
    /// <summary>How the audit names it.</summary>
    public const string Way = "certificate";

    /// <summary>Who it is; null where no certificate says so.</summary>
    public static Identity? Identify(Connection connection)
        => connection.Transport.Handshake?.CertificatePrincipal is { } principal ? new Identity(principal) { Way = Way } : null;
}
