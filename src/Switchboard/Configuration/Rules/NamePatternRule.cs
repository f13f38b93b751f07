namespace Switchboard.Configuration.Rules;

/// <summary>Name patterns are regular expressions that need no backtracking.</summary>
internal sealed class NamePatternRule : IOptionsRule
{
    /// <inheritdoc/>
    public IEnumerable<ConfigurationProblem> Check(SwitchboardOptions options) =>
        from entry in options.Namespaces
        where entry.Value.NamePattern.Length > 0
        let fault = FaultOf(entry.Value.NamePattern)
        where fault is not null
        select new ConfigurationProblem(
            $"namespaces.{entry.Key}.namePattern",
            $"cannot be used: {fault}",
            "Write a .NET regular expression without look-around, back references and atomic groups.");

    private static string? FaultOf(string pattern)
    {
        try
        {
            _ = NamePatterns.Compile(pattern);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return exception.Message.TrimEnd('.');
        }
    }
}
