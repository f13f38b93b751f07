namespace Switchboard.Security;

/// <summary>A checked token, or why it is none.</summary>
/// <param name="Token">The token's content; null where it was refused.</param>
/// <param name="Failure">Why it was refused.</param>
internal readonly record struct TokenResult<T>(T? Token, TokenFailure Failure)
    where T : class;

/// <summary>Why a token was not accepted.</summary>
internal enum TokenFailure
{
    /// <summary>It was accepted.</summary>
    None,

    /// <summary>Its signature, algorithm, audience, issuer, form or time of validity is wrong.</summary>
    Invalid,

    /// <summary>It was good once; its time is over.</summary>
    Expired,

    /// <summary>The keys to check it with cannot be had at the moment.</summary>
    Unavailable,
}

/// <summary>Why a token was refused, finer than what the client is told.</summary>
internal enum TokenRefusal
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>It is longer than allowed.</summary>
    TooLong,

    /// <summary>It is no signed JWT.</summary>
    Malformed,

    /// <summary>Its header asks for extensions that nobody here knows (RFC 7515 section 4.1.11).</summary>
    CriticalHeader,

    /// <summary>There is no key for its algorithm.</summary>
    Algorithm,

    /// <summary>The key set has no key of its algorithm and id.</summary>
    UnknownKey,

    /// <summary>The key set cannot be had at the moment.</summary>
    KeysUnavailable,

    /// <summary>No key made its signature.</summary>
    Signature,

    /// <summary>A claim is missing or of the wrong type.</summary>
    Claims,

    /// <summary>It is for somebody else.</summary>
    Audience,

    /// <summary>It is from somebody else.</summary>
    Issuer,

    /// <summary>Its time has not come.</summary>
    NotYetValid,

    /// <summary>It, or all of its user's made before a time, was revoked.</summary>
    Revoked,

    /// <summary>Its time is over.</summary>
    Expired,
}
