using System.Text.RegularExpressions;
using Switchboard.Configuration;
using Switchboard.Configuration.Rules;
using Xunit;

namespace Switchboard.Server.Tests.House;

/// <summary>docs/security.md names tests that there are, and the checklist that the program goes through.</summary>
public sealed partial class SecurityPageTests
{
    // One configuration does not break every rule at once: some ask for the opposite of others.
    private static readonly SwitchboardOptions[] _careless =
    [
        new()
        {
            Namespaces = { ["a"] = new() { AllowPublish = Audience.Anonymous, AllowServe = Audience.User, AllowEdit = Audience.User }, ["b"] = new() { AllowSend = Audience.Anonymous } },
            Connections = new() { AllowAnonymous = true, AllowedOrigins = ["*"] },
            Tokens = new() { HmacSecret = new string('x', 64), JwksUrl = "http://id.example.com/keys" },
            Tickets = new() { TtlSeconds = 600, Storage = TicketStorage.Redis },
            Redis = new() { Connection = "redis.example.com:6379" },
            Api = new() { Keys = [new() { Name = "a", Key = "short" }, new() { Name = "b", Key = new string('x', 40), Methods = ["grant"] }] },
            Accounts = new() { Enabled = true, AllowPlainPasswords = true, PublicUrl = "http://hub.example.com" },
            Devices = new() { Enabled = true },
            WelcomePage = true,
            Metrics = new() { AllowRemote = true },
        },
        new() { Tls = new() { Certificates = [new()] }, Audit = new() { Enabled = true } },
        new() { Connections = new() { TrustedProxies = ["127.0.0.1"] } },
    ];

    [Fact]
    public async Task Page_Checklist_IsThatOfTheProgram()
    {
        var documented = ChecklistPattern().Matches(await ReadAsync()).Select(row => row.Groups["path"].Value);

        var found = _careless.SelectMany(options => new OptionsValidator(HardeningRules.All).Validate(options))
            .Select(problem => NamespacePattern().Replace(IndexPattern().Replace(problem.Path, "[]"), "namespaces.*."));
        Assert.Equal(documented.Order(StringComparer.Ordinal), found.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Page_Threats_NameTestsThatThereAre()
    {
        var named = ThreatPattern().Matches(await ReadAsync()).SelectMany(row => TestPattern().Matches(row.Groups["tests"].Value)).Select(test => test.Groups["name"].Value).ToList();
        var classes = SourceFile.OfTests.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, classes));
    }

    [Fact]
    public void Hardened_Configuration_HasNothingToFind()
    {
        var limits = new LimitOptions { ConnectionsPerUser = 10, ConnectionsPerAddress = 100, ConnectsPerSecond = 100, CommandsPerSecond = 100, FailedLoginsPerMinute = 20 };
        var options = new SwitchboardOptions
        {
            Namespaces = { ["default"] = new() { AllowSubscribe = Audience.User } },
            Connections = new() { AllowedHosts = ["hub.example.com"] },
            Accounts = new() { Enabled = true, PublicUrl = "https://hub.example.com" },
            Devices = new() { Enabled = true, IdPrefix = "press-" },
            Tokens = new() { RsaPublicKey = "tokens.pem", Audience = "hub", Issuer = "shop" },
            Api = new() { Keys = [new() { Name = "shop", Key = new string('x', 40), Methods = ["publish"] }] },
            Tls = new() { Certificates = [new()], HstsSeconds = 31_536_000 },
            Security = new() { Storage = StorageKind.Durable },
            Audit = new() { Enabled = true, HeadsPath = "heads" },
            Limits = limits,
        };

        Assert.Empty(new OptionsValidator(HardeningRules.All).Validate(options));
    }

    private static async Task<string> ReadAsync() => await File.ReadAllTextAsync(Repository.PathOf("docs/security.md"), TestContext.Current.CancellationToken);

    /// <summary>The form of the rows: | `path` | better |.</summary>
    [GeneratedRegex(@"^\| `(?<path>[a-z][^`]*)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ChecklistPattern();

    /// <summary>The form of the rows: | threat | answer | tests |.</summary>
    [GeneratedRegex(@"^\| [A-Z][^|]* \| [^|]* \| (?<tests>[^|]*) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ThreatPattern();

    [GeneratedRegex("`(?<name>[A-Za-z]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TestPattern();

    [GeneratedRegex(@"\[\d+\]", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex IndexPattern();

    [GeneratedRegex(@"^namespaces\.[^.]+\.", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NamespacePattern();
}
