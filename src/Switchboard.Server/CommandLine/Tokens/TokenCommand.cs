using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Switchboard.Names;

namespace Switchboard.Server.CommandLine.Tokens;

/// <summary><c>switchboard token</c>: makes tokens for development and for programs.</summary>
internal sealed partial class TokenCommand : Command
{
    private readonly Option<string?> _user = new("--user", "-u") { Description = "The user; without it, an anonymous connection.", HelpName = "USER" };
    private readonly Option<string> _expires = new("--expires", "-x") { Description = "How long it is good: a number with s, m, h or d, or never.", HelpName = "TIME", DefaultValueFactory = _ => "1h" };
    private readonly Option<string[]> _channels = new("--channel") { Description = "A channel that the server subscribes the connection to. Can be repeated.", HelpName = "CHANNEL", DefaultValueFactory = _ => [] };
    private readonly Option<string?> _subscription = new("--subscription") { Description = "Makes a subscription token: it lets the user into this one channel.", HelpName = "CHANNEL" };
    private readonly Option<string[]> _claims = new("--claim") { Description = "Another claim, such as info={\"name\":\"Ada\"}. What is no JSON is text. Can be repeated.", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [] };
    private readonly SigningArguments _signing = new();

    /// <summary>Makes the command.</summary>
    public TokenCommand()
        : base("token", "Makes a token (JWT) for a connection or a subscription. It asks no server.")
    {
        _user.RequireUsers();
        Options.Add(_user);
        Options.Add(_expires);
        Options.Add(_channels);
        Options.Add(_subscription);
        Options.Add(_claims);
        _signing.AddTo(this);
        this.Require(result =>
        {
            if (result.GetValue(_subscription) is "" || result.GetValue(_channels)?.Contains("", StringComparer.Ordinal) is true)
            {
                result.AddError("A channel has a name.");
            }

            if (result.GetValue(_subscription) is not null && result.GetValue(_channels) is { Length: > 0 })
            {
                result.AddError("--channel is for connection tokens; a subscription token has the one channel of --subscription.");
            }
        });
        this.SetAction("token, user and expires_at (Unix seconds, absent for never)", RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        var expires = ExpiryOf(context.Get(_expires)!, TimeProvider.System.GetUtcNow());
        var claims = new TokenPayload();
        if (context.Get(_subscription) is { } subscription)
        {
            claims.Set("channel", subscription);
        }

        claims.Set("sub", context.Get(_user) ?? "");
        if (expires is { } time)
        {
            claims.Set("exp", time);
        }

        if (context.Get(_channels) is { Length: > 0 } channels)
        {
            claims.Set("channels", channels);
        }

        foreach (var claim in context.Get(_claims) ?? [])
        {
            claims.SetClaim(claim);
        }

        RequireUsable(claims);
        var token = await _signing.SignAsync(context, claims);
        Report(context, token, expires);
        return ExitCodes.Success;
    }

    // The server refuses these, too, but whoever has the token then does not learn why.
    private static void RequireUsable(TokenPayload claims)
    {
        if (claims.TextOf("sub") is not { } user || (user.Length > 0 && !UserIds.IsValid(user)))
        {
            throw new CommandException(ExitCodes.Failure, $"The user id in the claim sub {UserIds.Rule}.");
        }
    }

    private void Report(CommandContext context, string token, long? expires) => context.Output.WriteResult(token, writer =>
    {
        writer.WriteString("token", token);
        writer.WriteString("user", context.Get(_user) ?? "");
        if (expires is { } time)
        {
            writer.WriteNumber("expires_at", time);
        }
    });

    private static long? ExpiryOf(string text, DateTimeOffset now)
    {
        if (text == "never")
        {
            return null;
        }

        if (!SpanPattern().IsMatch(text))
        {
            throw new CommandException(ExitCodes.Failure, $"'{text}' is no time; write a number with s, m, h or d, such as 90s or 30d, or never.");
        }

        var number = int.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture);
        return now.ToUnixTimeSeconds() + (number * text[^1] switch { 's' => 1L, 'm' => 60, 'h' => 3600, _ => 86_400 });
    }

    [GeneratedRegex(@"^[0-9]{1,6}[smhd]\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SpanPattern();
}
