namespace Switchboard.Configuration.Rules;

/// <summary>A rule that options must keep beyond what each says of itself.</summary>
internal interface IOptionsRule
{
    /// <summary>Finds what breaks the rule. Does not throw for any options that can be read.</summary>
    IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options);
}
