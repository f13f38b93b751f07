namespace Switchboard.Configuration.Rules;

/// <summary>A rule that options must keep beyond what each says of itself: finds what breaks it. Does not throw for any options that can be read.</summary>
internal delegate IEnumerable<ConfigurationProblem> OptionsRule(SwitchboardOptions options);

/// <summary>Checks options against rules and reports everything that breaks one together.</summary>
/// <param name="rules">The rules.</param>
internal sealed class OptionsValidator(IEnumerable<OptionsRule> rules)
{
    private readonly OptionsRule[] _rules = [.. rules];

    /// <summary>Finds everything that breaks a rule.</summary>
    public IReadOnlyList<ConfigurationProblem> Validate(SwitchboardOptions options) =>
        [.. _rules.SelectMany(rule => rule(options))];
}
