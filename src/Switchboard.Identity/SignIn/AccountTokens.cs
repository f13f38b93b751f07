using System.Buffers.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Switchboard.Configuration;
using Switchboard.Identity.Accounts;
using Switchboard.Security;
using Switchboard.Security.Access;

namespace Switchboard.Identity.SignIn;

/// <summary>The tokens of accounts: JWTs that the server signs for itself, short-lived, and of no worth once their session is over.</summary>
internal sealed class AccountTokens(KeyRing keys, Sessions sessions, AccountStore accounts, AccessRegistry access, SettingsHolder settings, TimeProvider time)
{
    private const string Issuer = "switchboard";
    private const string Audience = "switchboard/account";

    // Whose clock is behind that of the node which signed.
    private static readonly TimeSpan _skew = TimeSpan.FromSeconds(30);

    private static readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>How the header of every one begins, and of nobody else's.</summary>
    private static readonly string _begin = Base64Url.EncodeToString("{\"alg\":\"HS256\",\"kid\":\"sb"u8);

    /// <summary>Whether a token says that it is one of these.</summary>
    public static bool IsOne(string token) => token.StartsWith(_begin, StringComparison.Ordinal);

    /// <summary>Signs one.</summary>
    public async ValueTask<IssuedToken> IssueAsync(Session session, CancellationToken cancellationToken)
    {
        var key = await keys.NewestAsync(cancellationToken);
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var expiresAt = now.AddSeconds(settings.Current.Accounts.TokenSeconds);
        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = session.User, ["jti"] = $"{session.Id}.{Secrets.CreateId()}" },
            SigningCredentials = new SigningCredentials(KeyOf(key), SecurityAlgorithms.HmacSha256),
        });
        return new IssuedToken(token, expiresAt);
    }

    /// <summary>Checks one. What its account may do is read anew: the token says only whose it is.</summary>
    public async ValueTask<TokenResult<ConnectionToken>> ReadAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > settings.Current.Tokens.MaxTokenBytes || JwtParser.Parse(token) is not { } parsed || await keys.FindAsync(parsed.Kid ?? "", cancellationToken) is not { } key)
        {
            return Refused(TokenFailure.Invalid);
        }

        var checkedToken = await _handler.ValidateTokenAsync(parsed, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            IssuerSigningKey = KeyOf(key),
            ValidateLifetime = false,
        });
        if (!checkedToken.IsValid || parsed.Id.Split('.') is not [var sessionId, _] || parsed.ValidFrom > (time.GetUtcNow() + _skew).UtcDateTime)
        {
            return Refused(TokenFailure.Invalid);
        }

        return parsed.ValidTo <= time.GetUtcNow().UtcDateTime ? Refused(TokenFailure.Expired) : await ReadAccountAsync(parsed, sessionId, cancellationToken);
    }

    // An official client that is told of an expired token asks its page for another, which then learns that the session is over.
    private async ValueTask<TokenResult<ConnectionToken>> ReadAccountAsync(JsonWebToken token, string sessionId, CancellationToken cancellationToken)
    {
        var session = await sessions.FindAsync(sessionId, cancellationToken);
        if (session is null || session.User != token.Subject || await accounts.FindAsync(session.User, cancellationToken) is not { IsDisabled: false } account)
        {
            return Refused(TokenFailure.Expired);
        }

        var issuedAt = new DateTimeOffset(token.IssuedAt, TimeSpan.Zero);
        if (access.Current.IsRevoked(account.Id, token.Id, issuedAt, time.GetUtcNow()))
        {
            return Refused(TokenFailure.Invalid);
        }

        var read = new ConnectionToken
        {
            UserId = account.Id,
            Roles = account.Roles,
            TokenId = token.Id,
            IssuedAt = issuedAt,
            ExpiresAt = new DateTimeOffset(token.ValidTo, TimeSpan.Zero),
        };
        return new TokenResult<ConnectionToken>(read, TokenFailure.None);
    }

    private static TokenResult<ConnectionToken> Refused(TokenFailure failure) => new(null, failure);

    private static SymmetricSecurityKey KeyOf(SigningKey key) => new(key.Secret) { KeyId = key.Id };
}

/// <summary>A signed token, and until when it holds.</summary>
internal readonly record struct IssuedToken(string Token, DateTimeOffset ExpiresAt);

/// <summary>Checks tokens of accounts in front of those of back ends, wherever tokens are taken.</summary>
internal sealed class AccountTokenValidator(ITokenValidator others, AccountTokens tokens, SettingsHolder settings) : ITokenValidator
{
    /// <inheritdoc/>
    public ValueTask<TokenResult<ConnectionToken>> ValidateConnectionAsync(string token, CancellationToken cancellationToken)
        => settings.Current.Accounts.Enabled && AccountTokens.IsOne(token) ? tokens.ReadAsync(token, cancellationToken) : others.ValidateConnectionAsync(token, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TokenResult<SubscriptionToken>> ValidateSubscriptionAsync(string token, CancellationToken cancellationToken)
        => others.ValidateSubscriptionAsync(token, cancellationToken);
}
