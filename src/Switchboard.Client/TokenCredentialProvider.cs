namespace Switchboard.Client;

/// <summary>Gets connection tokens by a callback.</summary>
/// <param name="getToken">Returns a token; null where this user may not connect any more.</param>
public sealed class TokenCredentialProvider(Func<CredentialRequest, CancellationToken, ValueTask<string?>> getToken) : ICredentialProvider
{
    /// <inheritdoc/>
    public async ValueTask<Credential?> GetAsync(CredentialRequest request, CancellationToken cancellationToken)
    {
        var token = await getToken(request, cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(token) ? null : Credential.FromToken(token);
    }
}
