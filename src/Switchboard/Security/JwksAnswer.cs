using Microsoft.IdentityModel.Tokens;

namespace Switchboard.Security;

/// <summary>What a key set says about one token's key.</summary>
/// <param name="Parameters">What checks the signature; null where the set has no such key.</param>
/// <param name="IsUnavailable">Whether the set might have it, but cannot be fetched at the moment.</param>
internal readonly record struct JwksAnswer(TokenValidationParameters? Parameters, bool IsUnavailable = false);
