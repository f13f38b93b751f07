using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Switchboard.Security.Access;

namespace Switchboard.Security;

/// <summary>Checks JWTs against the keys in force.</summary>
/// <param name="ring">The keys; replacing them there takes effect with the next token.</param>
/// <param name="access">Which tokens were revoked.</param>
/// <param name="time">The clock that exp and nbf are held against.</param>
/// <param name="logger">Told at Debug why a token was refused, never its content.</param>
internal sealed class JwtTokenValidator(TokenKeyRing ring, AccessRegistry access, TimeProvider time, ILogger<JwtTokenValidator> logger) : ITokenValidator
{
    private static readonly JsonWebTokenHandler _signatureHandler = new();

    /// <inheritdoc/>
    public ValueTask<TokenResult<ConnectionToken>> ValidateConnectionAsync(string token, CancellationToken cancellationToken) =>
        ValidateAsync(token, "connection token", ConnectionTokenReader.Read, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<TokenResult<SubscriptionToken>> ValidateSubscriptionAsync(string token, CancellationToken cancellationToken) =>
        ValidateAsync(token, "subscription token", SubscriptionTokenReader.Read, cancellationToken);

    private async ValueTask<TokenResult<T>> ValidateAsync<T>(
        string token, string kind, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : class
    {
        var state = ring.Current;
        if (token.Length > state.Keys.MaxTokenBytes)
        {
            return Refuse<T>(kind, TokenRefusal.TooLong);
        }

        if (JwtParser.Parse(token) is not { } jwt)
        {
            return Refuse<T>(kind, TokenRefusal.Malformed);
        }

        var refusal = await CheckSignatureAsync(jwt, state, cancellationToken);
        if (refusal != TokenRefusal.None)
        {
            return Refuse<T>(kind, refusal);
        }

        (var content, refusal) = ReadClaims(jwt, state.Keys, read);
        return content is null ? Refuse<T>(kind, refusal) : new TokenResult<T>(content, TokenFailure.None);
    }

    private static async ValueTask<TokenRefusal> CheckSignatureAsync(
        JsonWebToken token, TokenKeyState state, CancellationToken cancellationToken)
    {
        if (token.TryGetHeaderValue<object>("crit", out _))
        {
            return TokenRefusal.CriticalHeader;
        }

        var configured = state.Keys.Configured.Find(token.Alg, keyId: "");
        if (configured is not null && await IsSignedAsync(token, configured))
        {
            return TokenRefusal.None;
        }

        if (state.Fetched is null || !TokenAlgorithms.IsAsymmetric(token.Alg))
        {
            return configured is null ? TokenRefusal.Algorithm : TokenRefusal.Signature;
        }

        var answer = await state.Fetched.FindAsync(token.Alg, token.Kid ?? "", cancellationToken);
        if (answer.Parameters is null)
        {
            return answer.IsUnavailable ? TokenRefusal.KeysUnavailable : TokenRefusal.UnknownKey;
        }

        return await IsSignedAsync(token, answer.Parameters) ? TokenRefusal.None : TokenRefusal.Signature;
    }

    private static async ValueTask<bool> IsSignedAsync(JsonWebToken token, TokenValidationParameters parameters)
    {
        var result = await _signatureHandler.ValidateTokenAsync(token, parameters);
        return result.IsValid;
    }

    private (T? Content, TokenRefusal Refusal) ReadClaims<T>(JsonWebToken token, TokenKeys keys, Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            var payload = Base64Url.DecodeFromChars(token.EncodedPayload);
            if (!Utf8.IsValid(payload))
            {
                return (null, TokenRefusal.Claims);
            }

            using var document = JsonDocument.Parse(payload);
            var claims = document.RootElement;
            ClaimReader.Require(claims, JsonValueKind.Object, "set");
            var content = read(claims);
            var refusal = TokenClaims.Validate(claims, keys, access.Current, time.GetUtcNow());
            return (refusal == TokenRefusal.None ? content : null, refusal);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            // InvalidOperationException is what JsonElement throws for text with half a surrogate pair.
            return (null, TokenRefusal.Claims);
        }
    }

    private TokenResult<T> Refuse<T>(string kind, TokenRefusal refusal)
        where T : class
    {
        SecurityLog.TokenRefused(logger, kind, refusal);
        return new TokenResult<T>(null, refusal switch
        {
            TokenRefusal.Expired => TokenFailure.Expired,
            TokenRefusal.KeysUnavailable => TokenFailure.Unavailable,
            _ => TokenFailure.Invalid,
        });
    }
}
