namespace Switchboard.Configuration.Rules;

/// <summary>Checks options against rules and reports everything that breaks one together.</summary>
/// <param name="rules">The rules.</param>
internal sealed class OptionsValidator(IEnumerable<IOptionsRule> rules)
{
    private readonly IOptionsRule[] _rules = [.. rules];

    /// <summary>The rules that hold for every Switchboard.</summary>
    /// <param name="durableStoreAvailable">Whether a durable store is registered.</param>
    public static IReadOnlyList<IOptionsRule> CommonRules(bool durableStoreAvailable) =>
    [
        new NamespaceNameRule(),
        new NamePatternRule(),
        new RetentionRule(),
        new StorageRule(durableStoreAvailable),
        new ConnectionStringRule(),
        new SubscriberRule(),
        new JoinLeaveRule(),
        new HeartbeatRule(),
        new SocketIoRule(),
        new OriginRule(),
        new ApplicationUserRule(),
        new HttpHookRule(),
        new InboxRule(),
        new CallRule(),
        new ApiKeyRule(),
        new CollectorRule(),
        new TokenRule(),
    ];

    /// <summary>Finds everything that breaks a rule.</summary>
    public IReadOnlyList<ConfigurationProblem> Validate(SwitchboardOptions options) =>
        [.. _rules.SelectMany(rule => rule.Check(options))];
}
