using System.ComponentModel.DataAnnotations;

namespace Switchboard.Configuration;

/// <summary>How tokens (JWT) of connections and subscriptions are checked. Only algorithms with a key here are accepted.</summary>
public sealed class TokenOptions
{
    /// <summary>The secret of HS256, HS384 and HS512, as text. Its UTF-8 bytes must be as long as the algorithm's hash: 32, 48 or 64.</summary>
    public string HmacSecret { get; set; } = "";

    /// <summary>The public key of RS256, RS384 and RS512, as PEM text or the path of a PEM file.</summary>
    public string RsaPublicKey { get; set; } = "";

    /// <summary>The public key of ES256, ES384 or ES512, as PEM text or the path of a PEM file; its curve fixes the algorithm.</summary>
    public string EcdsaPublicKey { get; set; } = "";

    /// <summary>The address of a JSON Web Key Set. Its keys are cached and read again when a token names an unknown one.</summary>
    public string JwksUrl { get; set; } = "";

    /// <summary>Seconds for which the key set is cached.</summary>
    [Range(1, 604_800)]
    public int JwksCacheSeconds { get; set; } = 3600;

    /// <summary>The audience that tokens must name. Empty asks for none.</summary>
    public string Audience { get; set; } = "";

    /// <summary>The issuer that tokens must name. Empty asks for none.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Seconds by which the clocks of issuer and server may differ.</summary>
    [Range(0, 3600)]
    public int ClockSkewSeconds { get; set; }

    /// <summary>The longest token, in bytes.</summary>
    [Range(256, 1_048_576)]
    public int MaxTokenBytes { get; set; } = 16_384;
}
