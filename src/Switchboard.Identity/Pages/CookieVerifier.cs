using Switchboard.Commands.Connect;
using Switchboard.Configuration;
using Switchboard.Connections;
using Switchboard.Identity.SignIn;
using Switchboard.Names;
using Switchboard.Results;
using ConnectIdentity = Switchboard.Commands.Connect.Identity;

namespace Switchboard.Identity.Pages;

/// <summary>Lets pages of this server connect as who is signed in with the browser.</summary>
internal sealed class CookieVerifier(PageSessions visitors, Sessions sessions, SettingsHolder settings) : IConnectVerifier
{
    /// <inheritdoc/>
    public string Way => "session";

    /// <inheritdoc/>
    public bool Takes(Connection connection, ConnectRequest request)
        => settings.Current.Accounts.Enabled && request.Token.Length == 0 && connection.Transport.Handshake is { } handshake && CookieOf(handshake).Length > 0 && IsOfOwnPage(handshake);

    /// <inheritdoc/>
    public async ValueTask<Result<ConnectIdentity>> VerifyAsync(Connection connection, ConnectRequest request, CancellationToken cancellationToken)
    {
        if (await visitors.FindAsync(CookieOf(connection.Transport.Handshake!), cancellationToken) is not var (account, session))
        {
            return settings.Current.AllowAnonymous ? new ConnectIdentity(Principal.Anonymous) : ErrorCodes.Unauthorized;
        }

        return new ConnectIdentity(new Principal { Kind = PrincipalKind.User, UserId = account.Id, Roles = account.Roles, TokenId = session.Id }) { ExpiresAt = sessions.ExpiryOf(session) };
    }

    private static string CookieOf(IHandshake handshake) => PageCookies.Read(handshake.Header("Cookie"), PageCookies.Session, handshake.IsSecure);

    // A browser names the origin of scripts; that of the hub's other allowed origins is not enough here.
    private static bool IsOfOwnPage(IHandshake handshake)
        => handshake.Header("Origin") is { } text
            ? Origin.TryParse(text, out var origin) && Origin.TryParse($"{(handshake.IsSecure ? "https" : "http")}://{handshake.Host}", out var own) && origin == own
            : handshake.Header("Sec-Fetch-Site") is null or "" or "same-origin";
}
