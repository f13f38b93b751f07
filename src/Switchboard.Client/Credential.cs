namespace Switchboard.Client;

/// <summary>What a client shows to the hub. Its text is never written out by <see cref="ToString"/>.</summary>
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
