namespace Switchboard.Security;

/// <summary>Checks tokens. Never throws for a bad token and never logs one. Safe to call from any thread.</summary>
internal interface ITokenValidator
{
    /// <summary>Checks a connection token.</summary>
    /// <param name="token">The token as the client sent it.</param>
    /// <param name="cancellationToken">Gives up waiting for keys.</param>
    ValueTask<TokenResult<ConnectionToken>> ValidateConnectionAsync(string token, CancellationToken cancellationToken);

    /// <summary>Checks a subscription token. Whether it fits the connection and channel is for the caller to compare.</summary>
    /// <param name="token">The token as the client sent it.</param>
    /// <param name="cancellationToken">Gives up waiting for keys.</param>
    ValueTask<TokenResult<SubscriptionToken>> ValidateSubscriptionAsync(string token, CancellationToken cancellationToken);
}
