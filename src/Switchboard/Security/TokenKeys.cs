using System.Text;
using Switchboard.Configuration;

namespace Switchboard.Security;

/// <summary>What tokens are checked against: <see cref="TokenOptions"/> resolved. Immutable.</summary>
internal sealed class TokenKeys
{
    private TokenKeys(TokenOptions options, TokenKeySet configured)
    {
        Configured = configured;
        JwksAddress = options.JwksUrl.Length == 0 ? null : new Uri(options.JwksUrl);
        JwksLifetime = TimeSpan.FromSeconds(options.JwksCacheSeconds);
        Audience = options.Audience;
        Issuer = options.Issuer;
        ClockSkew = TimeSpan.FromSeconds(options.ClockSkewSeconds);
        MaxTokenBytes = options.MaxTokenBytes;
    }

    /// <summary>The keys that the configuration holds. They check tokens whatever key these name.</summary>
    public TokenKeySet Configured { get; }

    /// <summary>Where more keys are; null for nowhere.</summary>
    public Uri? JwksAddress { get; }

    /// <summary>For how long the keys of <see cref="JwksAddress"/> are believed.</summary>
    public TimeSpan JwksLifetime { get; }

    /// <summary>The audience that tokens must name; empty asks for none.</summary>
    public string Audience { get; }

    /// <summary>The issuer that tokens must name; empty asks for none.</summary>
    public string Issuer { get; }

    /// <summary>How far the issuer's clock may be off.</summary>
    public TimeSpan ClockSkew { get; }

    /// <summary>The longest token.</summary>
    public int MaxTokenBytes { get; }

    /// <summary>Resolves options, reading the PEM files that they name.</summary>
    /// <exception cref="ArgumentException">The options have a problem that <see cref="Validate"/> tells.</exception>
    public static TokenKeys Create(TokenOptions options)
    {
        var keys = new List<VerificationKey>();
        foreach (var (path, problem, _) in Inspect(options, keys))
        {
            throw new ArgumentException($"{path} {problem}.", nameof(options));
        }

        return new TokenKeys(options, new TokenKeySet(keys));
    }

    /// <summary>Tells what is wrong with the keys of these options, all at once. Reads the PEM files that they name.</summary>
    /// <returns>The option's name within <see cref="TokenOptions"/>, what is wrong, and what to do. Nothing of a key is told.</returns>
    public static IEnumerable<(string Path, string Problem, string Remedy)> Validate(TokenOptions options) => Inspect(options, []);

    private static IEnumerable<(string Path, string Problem, string Remedy)> Inspect(TokenOptions options, List<VerificationKey> keys) =>
        InspectSecret(options.HmacSecret, keys)
            .Concat(InspectPem(nameof(TokenOptions.RsaPublicKey), options.RsaPublicKey, PemKeyReader.ReadRsa, keys))
            .Concat(InspectPem(nameof(TokenOptions.EcdsaPublicKey), options.EcdsaPublicKey, PemKeyReader.ReadEcdsa, keys))
            .Concat(InspectAddress(options.JwksUrl))
            .Concat(InspectNumber(nameof(TokenOptions.JwksCacheSeconds), options.JwksCacheSeconds, minimum: 1))
            .Concat(InspectNumber(nameof(TokenOptions.ClockSkewSeconds), options.ClockSkewSeconds, minimum: 0))
            .Concat(InspectNumber(nameof(TokenOptions.MaxTokenBytes), options.MaxTokenBytes, minimum: 1));

    private static IEnumerable<(string Path, string Problem, string Remedy)> InspectSecret(string secret, List<VerificationKey> keys)
    {
        if (secret.Length == 0)
        {
            yield break;
        }

        if (PemKeyReader.LooksLikePem(secret))
        {
            // Whoever knows the public key could sign with it: the classic confusion of algorithms.
            yield return (nameof(TokenOptions.HmacSecret), "holds a PEM key, which is no secret",
                "Put a public key into RsaPublicKey or EcdsaPublicKey.");
            yield break;
        }

        var bytes = Encoding.UTF8.GetBytes(secret);
        if (bytes.Length < TokenAlgorithms.MinSecretBytes)
        {
            yield return (nameof(TokenOptions.HmacSecret), $"is {bytes.Length} bytes long, the minimum is {TokenAlgorithms.MinSecretBytes}",
                "Use a random secret of at least 32 bytes for HS256, 48 for HS384, 64 for HS512.");
            yield break;
        }

        keys.Add(VerificationKey.OfSecret(bytes));
    }

    private static IEnumerable<(string Path, string Problem, string Remedy)> InspectPem(
        string path, string textOrPath, PemRead read, List<VerificationKey> keys)
    {
        if (textOrPath.Length == 0)
        {
            yield break;
        }

        if (read(textOrPath, out var problem) is { } key)
        {
            keys.Add(key);
            yield break;
        }

        yield return (path, problem, "Give a public key or certificate as PEM text, or the path of a file that holds it.");
    }

    private static IEnumerable<(string Path, string Problem, string Remedy)> InspectAddress(string url)
    {
        if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"))
        {
            yield return (nameof(TokenOptions.JwksUrl), "is no absolute http or https address",
                "Give the whole address of the key set, for example https://id.example.com/.well-known/jwks.json.");
        }
    }

    private static IEnumerable<(string Path, string Problem, string Remedy)> InspectNumber(string path, int value, int minimum)
    {
        if (value < minimum)
        {
            yield return (path, $"is {value}, the minimum is {minimum}", $"Use {minimum} or more.");
        }
    }

    private delegate VerificationKey? PemRead(string textOrPath, out string problem);
}
