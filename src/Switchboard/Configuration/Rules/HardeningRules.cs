namespace Switchboard.Configuration.Rules;

/// <summary>What is allowed, and better left alone where strangers reach the server. docs/security.md has the checklist.</summary>
internal static class HardeningRules
{
    private const int MinKeyLength = 24;

    // Who may call these has, or can give itself, all that there is.
    private static readonly string[] _mighty = ["grant", "key_create", "key_change", "key_rotate", "account_create", "account_change", "account_reset", "device_create", "device_code"];

    /// <summary>The checks, in the order of the checklist.</summary>
    public static IReadOnlyList<OptionsRule> All { get; } = [Encryption, WhoConnects, People, Tokens, Tickets, Keys, Namespaces, Limits, Exposure, Keeping];

    private static IEnumerable<ConfigurationProblem> Encryption(SwitchboardOptions options)
    {
        if (options.Tls.Certificates.Count == 0)
        {
            yield return options.Connections.TrustedProxies.Count == 0
                ? new ConfigurationProblem("tls.certificates", "is empty, and no proxy is trusted that could encrypt in front", "Give a certificate, or name the proxy in connections.trustedProxies.")
                : new ConfigurationProblem("tls.certificates", "is empty: between the proxy and this server everything is readable", "Leave it so on one machine or in a network of your own; else give a certificate.");
        }
        else if (options.Tls.HstsSeconds == 0)
        {
            yield return new ConfigurationProblem("tls.hstsSeconds", "is 0: a browser may be brought to connect without TLS", "Set it to 31536000 once every page is served over TLS.");
        }
    }

    private static IEnumerable<ConfigurationProblem> WhoConnects(SwitchboardOptions options)
    {
        if (options.Connections.AllowAnonymous)
        {
            yield return new ConfigurationProblem("connections.allowAnonymous", "lets everybody connect", "Turn it off, and give each client a token or a ticket.");
        }

        if (options.Connections.AllowedOrigins.Contains(AddressRules.AnyOrigin, StringComparer.Ordinal))
        {
            yield return new ConfigurationProblem("connections.allowedOrigins", "lets pages of every origin connect", "Name the origins of your own pages.");
        }

        if (options.Connections.AllowedHosts.Count == 0)
        {
            yield return new ConfigurationProblem("connections.allowedHosts", "is empty: a page whose name is pointed at this server's address counts as its own", "Name the hosts that clients and proxies ask for.");
        }
    }

    private static IEnumerable<ConfigurationProblem> People(SwitchboardOptions options)
    {
        if (options.Accounts is { Enabled: true, AllowPlainPasswords: true })
        {
            yield return new ConfigurationProblem("accounts.allowPlainPasswords", "lets passwords come over connections that everybody on the way can read", "Turn it off, and have people use https.");
        }

        if (options.Accounts.Enabled && options.Accounts.PublicUrl.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
        {
            yield return new ConfigurationProblem("accounts.publicUrl", "is an http address: one-time links, and the passwords set by them, can be read on the way", "Write the https address.");
        }

        if (options.Devices is { Enabled: true, IdPrefix: "" })
        {
            yield return new ConfigurationProblem("devices.idPrefix", "is empty: with an enrolment code that is for no id, a device may take the user id of a person", "Write what the ids of devices begin with, and of no person.");
        }
    }

    private static IEnumerable<ConfigurationProblem> Tokens(SwitchboardOptions options)
    {
        var tokens = options.Tokens;
        var hasKeys = tokens.HmacSecret.Length > 0 || tokens.RsaPublicKey.Length > 0 || tokens.EcdsaPublicKey.Length > 0 || tokens.JwksUrl.Length > 0;
        if (tokens.HmacSecret.Length > 0)
        {
            yield return new ConfigurationProblem("tokens.hmacSecret", "makes tokens: whoever reads this server's configuration can", "Sign with a private key elsewhere, and give the server rsaPublicKey, ecdsaPublicKey or jwksUrl.");
        }

        if (tokens.JwksUrl.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
        {
            yield return new ConfigurationProblem("tokens.jwksUrl", "is fetched without TLS: whoever is on the way can replace the keys", "Use an https address.");
        }

        if (hasKeys && tokens.Audience.Length == 0)
        {
            yield return new ConfigurationProblem("tokens.audience", "is empty: tokens that the issuer made for other services are good here, too", "Name this service, and have the issuer put that into aud.");
        }

        if (hasKeys && tokens.Issuer.Length == 0)
        {
            yield return new ConfigurationProblem("tokens.issuer", "is empty", "Name who makes your tokens (iss).");
        }
    }

    private static IEnumerable<ConfigurationProblem> Tickets(SwitchboardOptions options)
    {
        if (options.Tickets.TtlSeconds > 120)
        {
            yield return new ConfigurationProblem("tickets.ttlSeconds", $"is {options.Tickets.TtlSeconds}: a ticket that leaks is good for that long", "A page uses its ticket within seconds: leave it at 20.");
        }

        if (options.Tickets.Storage == TicketStorage.Redis && !options.Redis.Connection.Contains("ssl=true", StringComparison.OrdinalIgnoreCase)
            && !options.Redis.Connection.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) && !options.Redis.Connection.StartsWith("127.", StringComparison.Ordinal))
        {
            yield return new ConfigurationProblem("redis.connection", "goes over the network without TLS", "Add ssl=true, and a password.");
        }
    }

    private static IEnumerable<ConfigurationProblem> Keys(SwitchboardOptions options)
    {
        foreach (var (index, key) in options.Api.Keys.Index())
        {
            if (key.Key.Length < MinKeyLength)
            {
                yield return new ConfigurationProblem($"api.keys[{index}].key", $"has fewer than {MinKeyLength} characters: it can be guessed", "Make one with: openssl rand -base64 32.");
            }

            if (key.Methods.Count == 0)
            {
                yield return new ConfigurationProblem($"api.keys[{index}].methods", "is empty: the key allows every method", "Name the methods that its holder needs.");
            }
            else if (key.Methods.Intersect(_mighty, StringComparer.Ordinal).FirstOrDefault() is { } mighty)
            {
                yield return new ConfigurationProblem($"api.keys[{index}].methods", $"has {mighty}, by which its holder can give away what the key allows", "Keep it to the key of an administrator.");
            }
        }
    }

    private static IEnumerable<ConfigurationProblem> Namespaces(SwitchboardOptions options)
    {
        foreach (var (name, space) in options.Namespaces)
        {
            if (space.AllowPublish.HasFlag(Audience.Anonymous) || space.AllowSend.HasFlag(Audience.Anonymous))
            {
                yield return new ConfigurationProblem($"namespaces.{name}.{(space.AllowPublish.HasFlag(Audience.Anonymous) ? "allowPublish" : "allowSend")}", "lets everybody speak", "Take \"anonymous\" out.");
            }

            if (space.Type == ChannelType.Map && FindOpenToAll(space) is { } open)
            {
                yield return new ConfigurationProblem($"namespaces.{name}.{open}", "lets everybody speak", "Take \"anonymous\" out.");
            }

            if (IsOfUsers(space.AllowEdit))
            {
                yield return new ConfigurationProblem($"namespaces.{name}.allowEdit", "lets every user change what others wrote", "Leave it to services, and grant edit to moderators.");
            }

            if (IsOfUsers(space.AllowServe))
            {
                yield return new ConfigurationProblem($"namespaces.{name}.allowServe", "lets every user take the calls of all others, with what is in them", "Leave it to services, and grant it to the workers.");
            }
        }
    }

    private static bool IsOfUsers(Audience audience) => audience.HasFlag(Audience.User) || audience.HasFlag(Audience.Anonymous);

    private static string? FindOpenToAll(NamespaceOptions space)
        => space.AllowMapPublish?.HasFlag(Audience.Anonymous) == true ? "allowMapPublish"
            : space.AllowMapRemove?.HasFlag(Audience.Anonymous) == true ? "allowMapRemove"
            : BoardRules.AudiencesOf(space).FirstOrDefault(static audience => audience.Value.HasFlag(Audience.Anonymous)).Name;

    private static IEnumerable<ConfigurationProblem> Limits(SwitchboardOptions options)
    {
        var limits = options.Limits;
        foreach (var (name, value) in new[]
        {
            ("connectionsPerUser", limits.ConnectionsPerUser), ("connectionsPerAddress", limits.ConnectionsPerAddress), ("connectsPerSecond", limits.ConnectsPerSecond), ("commandsPerSecond", limits.CommandsPerSecond),
            ("failedLoginsPerMinute", limits.FailedLoginsPerMinute),
        })
        {
            if (value == 0)
            {
                yield return new ConfigurationProblem($"limits.{name}", "is 0, no limit", "Set it to a few times what a busy client or hour needs.");
            }
        }
    }

    private static IEnumerable<ConfigurationProblem> Exposure(SwitchboardOptions options)
    {
        if (options.WelcomePage)
        {
            yield return new ConfigurationProblem("welcomePage", "shows a page by which everybody can try the hub", "Turn it off.");
        }

        if (options.Metrics.AllowRemote)
        {
            yield return new ConfigurationProblem("metrics.allowRemote", "shows the metrics to everybody who reaches the port", "Turn it off and collect on this machine, or keep the address from strangers.");
        }
    }

    private static IEnumerable<ConfigurationProblem> Keeping(SwitchboardOptions options)
    {
        if (options.Security.Storage == StorageKind.Memory)
        {
            yield return new ConfigurationProblem("security.storage", "is \"memory\": a restart forgets who is blocked, and which tokens were revoked", "Write \"durable\".");
        }

        if (!options.Audit.Enabled)
        {
            yield return new ConfigurationProblem("audit.enabled", "is off: nobody can tell later who did what", "Turn it on, and give audit.key and audit.headsPath.");
        }
        else if (options.Audit.HeadsPath.Length == 0)
        {
            yield return new ConfigurationProblem("audit.headsPath", "is empty: who can write to the store can cut off the audit's end unseen", "Name a folder that is kept elsewhere.");
        }
    }
}
