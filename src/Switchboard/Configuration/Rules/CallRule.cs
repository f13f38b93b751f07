namespace Switchboard.Configuration.Rules;

/// <summary>What holds where a call or a worker says nothing is within what they can ask for.</summary>
internal sealed class CallRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options)
    {
        var calls = options.Calls;
        if (calls.DefaultDeadlineSeconds > calls.MaxDeadlineSeconds)
        {
            yield return new ConfigurationProblem(
                "calls.defaultDeadlineSeconds",
                $"is {calls.DefaultDeadlineSeconds}, more than maxDeadlineSeconds, which is {calls.MaxDeadlineSeconds}",
                "Lower it, or raise maxDeadlineSeconds.");
        }

        if (calls.DefaultConcurrency > calls.MaxConcurrency)
        {
            yield return new ConfigurationProblem(
                "calls.defaultConcurrency",
                $"is {calls.DefaultConcurrency}, more than maxConcurrency, which is {calls.MaxConcurrency}",
                "Lower it, or raise maxConcurrency.");
        }
    }
}
