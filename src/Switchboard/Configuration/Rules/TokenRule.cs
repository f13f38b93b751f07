using Switchboard.Configuration.Model;
using Switchboard.Security;

namespace Switchboard.Configuration.Rules;

/// <summary>The keys that tokens are checked against can be read and are strong enough.</summary>
internal sealed class TokenRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options) =>
        TokenKeys.Validate(options.Tokens).Select(found =>
            new ConfigurationProblem($"tokens.{OptionNames.Of(found.Path)}", found.Problem, found.Remedy));
}
