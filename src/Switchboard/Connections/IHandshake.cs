using System.Security.Claims;

namespace Switchboard.Connections;

/// <summary>What is known from the request that began a connection, for as long as the connection lasts.</summary>
internal interface IHandshake
{
    /// <summary>Whom the application's own login has identified; null for nobody, or where another page may have made the browser send it.</summary>
    ClaimsPrincipal? User { get; }

    /// <summary>When that login expires; null for never.</summary>
    DateTimeOffset? UserExpiresAt { get; }

    /// <summary>A header of the request; null where it is absent.</summary>
    string? Header(string name);
}
