using Microsoft.AspNetCore.Http;
using Switchboard.Api;
using Switchboard.Configuration;
using Switchboard.Security.Access;

namespace Switchboard.Identity.SignIn;

/// <summary>Lets administrators use the HTTP API with the token of their account, in place of a key.</summary>
internal sealed class AdministratorAuthenticator(AccountTokens tokens, AccessRegistry access, SettingsHolder settings, TimeProvider time) : IApiAuthenticator
{
    private const string Scheme = "Bearer ";

    // What metrics and logs have in place of a key's name.
    private const string KeyName = "account";

    /// <inheritdoc/>
    public async ValueTask<ApiKeySettings?> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (!settings.Current.Accounts.Enabled || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var token = authorization[Scheme.Length..].Trim();
        return AccountTokens.IsOne(token) && (await tokens.ReadAsync(token, cancellationToken)).Token is { } read && read.Roles.Contains(Principal.AdministratorRole, StringComparer.Ordinal)
            && !access.Current.IsBlocked(read.UserId, time.GetUtcNow())
            ? new ApiKeySettings { Name = KeyName, Administrator = read.UserId, KeyHash = default, Methods = [], Scope = [], Principal = Principal.Service }
            : null;
    }
}
