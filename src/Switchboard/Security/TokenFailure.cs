namespace Switchboard.Security;

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
