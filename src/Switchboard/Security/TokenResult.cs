namespace Switchboard.Security;

/// <summary>A checked token, or why it is none.</summary>
/// <param name="Token">The token's content; null where it was refused.</param>
/// <param name="Failure">Why it was refused.</param>
internal readonly record struct TokenResult<T>(T? Token, TokenFailure Failure)
    where T : class;
