using System.Security.Claims;

namespace Switchboard.Connections;

/// <summary>How a client is connected.</summary>
/// <param name="Transport">The transport's name: websocket, sse, http_stream or uni_sse.</param>
/// <param name="Protocol">The encoding's name: json or protobuf.</param>
/// <param name="RemoteAddress">The remote address, for limits and logs.</param>
internal sealed record TransportInfo(string Transport, string Protocol, string RemoteAddress)
{
    /// <summary>The request that began the connection; null where there is none to speak of, and where nobody will ask any more.</summary>
    public IHandshake? Handshake { get; set; }

    /// <summary>Whether a client that has been let in may leave and be let in again.</summary>
    public bool MayConnectAgain { get; init; }
}

/// <summary>What is known from the request that began a connection, for as long as the connection lasts.</summary>
internal interface IHandshake
{
    /// <summary>Whom the application's own login has identified; null for nobody, or where another page may have made the browser send it.</summary>
    ClaimsPrincipal? User { get; }

    /// <summary>When that login expires; null for never.</summary>
    DateTimeOffset? UserExpiresAt { get; }

    /// <summary>The host that the request was for, as the client named it, with a port where it named one; empty where none is known.</summary>
    string Host { get; }

    /// <summary>Whether the client's bytes came over TLS, as far as the server or a proxy that it trusts can tell.</summary>
    bool IsSecure { get; }

    /// <summary>Who the client is by the certificate that it has shown, and that was found valid; null where it has shown none.</summary>
    Principal? CertificatePrincipal { get; }

    /// <summary>A header of the request; null where it is absent.</summary>
    string? Header(string name);

    /// <summary>A parameter of the request's query; null where it is absent.</summary>
    string? Query(string name);
}

/// <summary>What is left of a request of which nobody reads more than the login.</summary>
internal sealed record KeptLogin(ClaimsPrincipal? User, DateTimeOffset? UserExpiresAt, Principal? CertificatePrincipal) : IHandshake
{
    /// <inheritdoc/>
    public string Host => "";

    /// <inheritdoc/>
    public bool IsSecure => false;

    /// <inheritdoc/>
    public string? Header(string name) => null;

    /// <inheritdoc/>
    public string? Query(string name) => null;
}
