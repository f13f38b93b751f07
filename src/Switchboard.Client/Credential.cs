namespace Switchboard.Client;

/// <summary>What a client authenticates with. It is never written out by <see cref="ToString"/>.</summary>
public sealed class Credential
{
    private Credential(string token) => Token = token;

    /// <summary>No credential: the hub decides whether it takes anonymous connections.</summary>
    public static Credential None { get; } = new("");

    /// <summary>The connection token; empty for none.</summary>
    internal string Token { get; }

    /// <summary>A connection token, as the application's back end signs it.</summary>
    /// <param name="token">The token.</param>
    /// <returns>The credential.</returns>
    public static Credential FromToken(string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        return new Credential(token);
    }

    /// <inheritdoc/>
    public override string ToString() => Token.Length == 0 ? "no credential" : "a token";
}

/// <summary>Provides a client with credentials, each time it connects and before its connection expires.</summary>
public interface ICredentialProvider
{
    /// <summary>Gets a credential. Called for one purpose at a time; an exception makes the client try again later.</summary>
    /// <param name="request">What it is for.</param>
    /// <param name="cancellationToken">Cancelled when it is no longer needed.</param>
    /// <returns>The credential; null where this user may not connect any more, which ends the connecting.</returns>
    ValueTask<Credential?> GetAsync(CredentialRequest request, CancellationToken cancellationToken);
}

/// <summary>A request for a credential.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="WasExpired">Whether the hub found the one given last expired: a cached one is of no use then.</param>
public sealed record CredentialRequest(CredentialPurpose Purpose, bool WasExpired)
{
    /// <summary>The hub's WebSocket endpoint that the client connects to; null where a program asks by itself.</summary>
    public Uri? Url { get; init; }

    /// <summary>Makes what sends requests to the hub, as the client itself does.</summary>
    internal Func<CancellationToken, Task<HttpMessageInvoker>>? CreateInvoker { get; init; }
}

/// <summary>What a credential is for.</summary>
public enum CredentialPurpose
{
    /// <summary>To connect.</summary>
    Connect,

    /// <summary>To keep a connection that is about to expire.</summary>
    Refresh,
}

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
