using System.CommandLine;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Switchboard.Configuration;
using Switchboard.Security;
using Switchboard.Server.CommandLine.Api;

namespace Switchboard.Server.CommandLine.Tokens;

/// <summary>The options that say what a token is signed with.</summary>
internal sealed class SigningArguments
{
    private const string Variable = "SWITCHBOARD_TOKEN_SECRET";

    private readonly ConfigurationArguments _configuration = new();

    private readonly Option<string?> _secretFile = new("--secret-file")
    {
        Description = $"The file whose first line is the secret (tokens.hmacSecret of the server); - reads the standard input. Without it: {Variable}, then the configuration.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _privateKey = new("--private-key") { Description = "The PEM file with the private RSA or EC key to sign with.", HelpName = "FILE" };
    private readonly Option<string?> _keyId = new("--key-id") { Description = "The key's name in the key set (kid).", HelpName = "ID" };
    private readonly Option<string?> _algorithm = new("--algorithm") { Description = "The algorithm, such as HS512 or RS384. Without it, the shortest that fits the key.", HelpName = "NAME" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_secretFile);
        command.Options.Add(_privateKey);
        command.Options.Add(_keyId);
        command.Options.Add(_algorithm);
        _configuration.AddTo(command);
        command.Require(result =>
        {
            if (result.GetValue(_secretFile) is not null && result.GetValue(_privateKey) is not null)
            {
                result.AddError("Give --secret-file or --private-key, not both.");
            }
        });
    }

    /// <summary>Signs a token. Audience and issuer are those that the configuration asks for, unless they are among the claims.</summary>
    public async Task<string> SignAsync(CommandContext context, TokenPayload payload)
    {
        var options = ReadConfiguration(context);
        payload.SetDefault("aud", options.Audience);
        payload.SetDefault("iss", options.Issuer);
        var (key, algorithms) = context.Get(_privateKey) is { } file
            ? PrivateKeyFile.Parse(file, await SecretFile.ReadAsync(file, context.Cancellation))
            : OfSecret(await ReadSecretAsync(context, options));
        key.KeyId = context.Get(_keyId);
        var algorithm = context.Get(_algorithm) ?? algorithms[0];
        if (!algorithms.Contains(algorithm, StringComparer.Ordinal))
        {
            throw new CommandException(ExitCodes.Failure, $"This key signs with {string.Join(", ", algorithms)}, not with {algorithm}; choose one of those, or a longer secret.");
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(payload.ToJson(), new SigningCredentials(key, algorithm));
    }

    private TokenOptions ReadConfiguration(CommandContext context)
    {
        var reading = _configuration.Read(context.Result);
        return reading.Problems.Count == 0
            ? reading.Options.Tokens
            : throw new CommandException(ExitCodes.InvalidConfiguration, $"The configuration is invalid: {reading.Problems[0].Path} {reading.Problems[0].Problem}. {reading.Problems[0].Remedy} `switchboard check-config` with the same options tells all.");
    }

    private async Task<string> ReadSecretAsync(CommandContext context, TokenOptions options)
    {
        if (context.Get(_secretFile) is { } file)
        {
            return await SecretFile.ReadLineAsync(file, context.Cancellation);
        }

        var secret = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : options.HmacSecret;
        return secret.Length > 0
            ? secret
            : throw new CommandException(ExitCodes.Failure, $"There is nothing to sign with; give --secret-file, --private-key, {Variable}, or a configuration with tokens.hmacSecret by --config.");
    }

    private static (SecurityKey Key, IReadOnlyList<string> Algorithms) OfSecret(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        var algorithms = TokenAlgorithms.OfSecret(bytes.Length);
        return algorithms.Count > 0
            ? (new SymmetricSecurityKey(bytes), algorithms)
            : throw new CommandException(ExitCodes.Failure, $"The secret is too short; it needs at least {TokenAlgorithms.MinSecretBytes} bytes, such as from openssl rand -base64 48.");
    }
}
