using System.Security.Claims;
using Switchboard.Configuration;
using Switchboard.Connections;

namespace Switchboard.Commands.Connect;

/// <summary>Tells who a client is by the application's own login.</summary>
internal static class ApplicationIdentification
{
    private const string SubjectClaim = "sub";

    /// <summary>Who it is; null where that says nobody, or is not asked.</summary>
    public static Identity? Identify(Connection connection, SwitchboardSettings settings)
    {
        if (settings.ApplicationUsers && connection.Transport.Handshake is { User: { } user } handshake && IdOf(user, settings.ApplicationUserClaim) is { } id)
        {
            var principal = new Principal { Kind = PrincipalKind.User, UserId = id, Claims = [.. user.Claims] };
            return new Identity(principal) { Way = "application", ExpiresAt = handshake.UserExpiresAt };
        }

        return null;
    }

    private static string? IdOf(ClaimsPrincipal user, string claim)
    {
        var id = claim.Length > 0 ? user.FindFirst(claim)?.Value : (user.FindFirst(ClaimTypes.NameIdentifier) ?? user.FindFirst(SubjectClaim))?.Value;
        return string.IsNullOrEmpty(id) ? null : id;
    }
}
