namespace Switchboard.Configuration.Rules;

/// <summary>A rule that options must keep beyond what each says of itself: finds what breaks it. Does not throw for any options that can be read.</summary>
internal delegate IEnumerable<ConfigurationProblem> OptionsRule(SwitchboardOptions options);

/// <summary>Checks options against rules and reports everything that breaks one together.</summary>
/// <param name="rules">The rules.</param>
internal sealed class OptionsValidator(IEnumerable<OptionsRule> rules)
{
    private readonly OptionsRule[] _rules = [.. rules];

    /// <summary>The rules that hold for every Switchboard.</summary>
    /// <param name="durableStoreAvailable">Whether a durable store is registered.</param>
    public static IReadOnlyList<OptionsRule> CommonRules(bool durableStoreAvailable) =>
    [
        NamespaceRules.Names,
        NamespaceRules.NamePatterns,
        NamespaceRules.Retention,
        options => StorageRules.Durability(options, durableStoreAvailable),
        StorageRules.ConnectionString,
        NamespaceRules.Subscribers,
        NamespaceRules.JoinLeave,
        CombinationRules.Heartbeat,
        AddressRules.SocketIo,
        AddressRules.Origins,
        CombinationRules.ApplicationUsers,
        AddressRules.HttpHooks,
        CredentialRules.HookSecret,
        NamespaceRules.Inbox,
        CombinationRules.Calls,
        CredentialRules.ApiKeys,
        AddressRules.Collector,
        CredentialRules.Tokens,
    ];

    /// <summary>Finds everything that breaks a rule.</summary>
    public IReadOnlyList<ConfigurationProblem> Validate(SwitchboardOptions options) =>
        [.. _rules.SelectMany(rule => rule(options))];
}
